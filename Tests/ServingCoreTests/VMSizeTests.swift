import ServingCore
import Testing

@Suite struct VMSizeTests {
    @Test(
        "the virtual CPUs of Azure's sizes",
        arguments: [
            ("Standard_D3_v2", 4), ("STANDARD_D3_V2", 4), ("D3_v2", 4), ("Standard_DS3_v2_Promo", 4),
            ("Standard_D1", 1), ("Standard_D4", 8), ("Standard_D5_v2", 16), ("Standard_D11_v2", 2),
            ("Standard_DS12_v2", 4), ("Standard_D15_v2", 20), ("Standard_DS13-4_v2", 4), ("Standard_DS14-8_v2", 8),
            ("Standard_D2s_v3", 2), ("Standard_D4_v3", 4), ("Standard_D8as_v5", 8), ("Standard_D96ds_v5", 96),
            ("Standard_E4-2s_v3", 2), ("Standard_E8-4s_v3", 4), ("Standard_E64i_v3", 64), ("Standard_F72s_v2", 72),
            ("Standard_B1ls", 1), ("Standard_B12ms", 12), ("Standard_A2m_v2", 2), ("Standard_A4", 8), ("Basic_A0", 1),
            ("Standard_L80s_v2", 80), ("Standard_NC6", 6), ("Standard_NC24rs_v3", 24), ("Standard_NC4as_T4_v3", 4),
            ("Standard_NC24ads_A100_v4", 24), ("Standard_ND40rs_v2", 40), ("Standard_ND96amsr_A100_v4", 96),
            ("Standard_NV36adms_A10_v5", 36), ("Standard_PB6s", 6), ("Standard_M8-2ms", 2), ("Standard_GS5-16", 16),
            ("Standard_G3", 8), ("Standard_HB120-16rs_v3", 16),
        ]
    )
    func known(name: String, vCPUs: Int) {
        #expect(VMSize.vCPUs(of: name) == vCPUs)
    }

    @Test(
        "a name that says nothing of it",
        arguments: ["", "Standard_", "Standard_Huge", "Standard_D", "Standard_D0s_v3", "Standard_D6_v2", "D3 v2", "4"]
    )
    func unknown(name: String) {
        #expect(VMSize.vCPUs(of: name) == nil)
    }
}
