# Two images: `slipway`, for the controller and the init containers of models, and `slipway-gateway`, with HAProxy.
#
#   docker build --target slipway -t registry/slipway:0.1.0 .
#   docker build --target slipway-gateway -t registry/slipway-gateway:0.1.0 .
#
# `make images` builds both with buildah, without a registry.
ARG SWIFT_IMAGE=docker.io/library/swift:6.3-bookworm
ARG BASE_IMAGE=docker.io/library/debian:bookworm-slim

FROM ${SWIFT_IMAGE} AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      ca-certificates libarchive-dev libcurl4-openssl-dev libyaml-dev python3 \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /source
# The manifest names the tests, too.
COPY Package.swift ./
COPY Sources Sources
COPY Tests Tests
RUN swift build -c release --product slipway --static-swift-stdlib
COPY LICENSE ./
COPY hack/image-root hack/sbom hack/
RUN hack/image-root .build/release/slipway .build /image

FROM scratch AS slipway
COPY --from=build /image /
ENV PATH=/usr/local/bin
USER 1000:1000
ENTRYPOINT ["slipway"]

# It unpacks nothing, and so needs no libarchive.
FROM ${BASE_IMAGE} AS slipway-gateway
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates haproxy libcurl4 libyaml-0-2 \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/cache/debconf/*-old /var/log/*.log /var/log/apt
COPY --from=slipway /usr/local/bin/slipway /usr/local/bin/slipway
# Debian's packages have their licences beside it.
COPY LICENSE /usr/share/doc/slipway/copyright
USER 1000:1000
ENTRYPOINT ["slipway"]
