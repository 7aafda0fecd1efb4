{{/* What all objects bear: Slipway's own label, and Helm's. */}}
{{- define "slipway.labels" -}}
app.kubernetes.io/part-of: slipway
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Of a component's pods, and the selector of its Deployment: nothing in it changes with an upgrade. */}}
{{- define "slipway.podLabels" -}}
app.kubernetes.io/name: slipway-{{ . }}
app.kubernetes.io/part-of: slipway
app.kubernetes.io/component: {{ . }}
{{- end }}

{{/* slipway.allPodLabels (list COMPONENT VALUES): Slipway's own, and those of the component's values that are not. */}}
{{- define "slipway.allPodLabels" -}}
{{ merge (include "slipway.podLabels" (index . 0) | fromYaml) (index . 1).podLabels | toYaml }}
{{- end }}

{{/* slipway.spread (list COMPONENT VALUES): over which nodes and zones. */}}
{{- define "slipway.spread" -}}
{{- with (index . 1).topologySpreadConstraints -}}
{{ toYaml . }}
{{- else -}}
- maxSkew: 1
  topologyKey: kubernetes.io/hostname
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels: {{- include "slipway.podLabels" (index . 0) | nindent 6 }}
{{- end }}
{{- end }}

{{/* By which Services and policies select a component's pods. */}}
{{- define "slipway.selector" -}}
app.kubernetes.io/part-of: slipway
app.kubernetes.io/component: {{ . }}
{{- end }}

{{/* slipway.image (list IMAGE APP-VERSION) */}}
{{- define "slipway.image" -}}
{{- $image := index . 0 -}}
{{ $image.repository }}{{ if $image.digest }}@{{ $image.digest }}{{ else }}:{{ $image.tag | default (index . 1) }}{{ end }}
{{- end }}

{{/* What the controller reads of what has no namespace, wherever its models are. */}}
{{- define "slipway.clusterRules" }}
# What the cluster has, and is there for.
- apiGroups: [""]
  resources: [nodes]
  verbs: [list, watch]
- apiGroups: [serving.slipway.dev]
  resources: [computetargets]
  verbs: [list, watch]
{{- end }}

{{/* Where a pod may run, as its component's values say. */}}
{{- define "slipway.scheduling" -}}
{{- with .priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations: {{- toYaml . | nindent 0 }}
{{- end }}
{{- with .affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "slipway.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "slipway.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 1000
seccompProfile:
  type: RuntimeDefault
{{- end }}
