import KubernetesCore
import ServingCore
import Testing

struct BlobTests {
    /// The lines in the order of the service's documentation, written down by hand.
    @Test func aReadOfARangeIsSigned() throws {
        let address = try #require(WebAddress("https://myaccount.blob.core.windows.net/models/a%20b/model.pkl"))
        let text = AzureSharedKey.stringToSign(
            method: "GET",
            account: "myaccount",
            address: address,
            headers: [
                ("Range", "bytes=100-199"), ("If-Match", "\"0x8D4BCC2E4835CD0\""), ("x-ms-version", "2020-10-02"),
                ("x-ms-date", "Fri, 26 Jun 2015 23:39:12 GMT"), ("Accept", "*/*"),
            ]
        )
        #expect(
            text == """
                GET







                "0x8D4BCC2E4835CD0"


                bytes=100-199
                x-ms-date:Fri, 26 Jun 2015 23:39:12 GMT
                x-ms-version:2020-10-02
                /myaccount/models/a%20b/model.pkl
                """
        )
    }

    @Test func parametersAreSignedDecodedAndSorted() throws {
        let address = try #require(
            WebAddress("http://127.0.0.1:1/models?restype=container&prefix=dir%2F%C3%A4&Comp=list")
        )
        let text = AzureSharedKey.stringToSign(method: "GET", account: "a", address: address, headers: [])
        #expect(text.hasSuffix("\n/a/models\ncomp:list\nprefix:dir/ä\nrestype:container"))
    }

    @Test func readsAList() {
        let list = BlobList(
            """
            <?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="m"><Prefix>d/</Prefix><Blobs>
            <Blob><Name>d/a &amp; &lt;b&gt;</Name><Properties><Content-Length>5</Content-Length></Properties></Blob>
            <Blob><Name>d/sub</Name><Properties><ResourceType>directory</ResourceType><Content-Length>0</Content-Length>
            </Properties></Blob><BlobPrefix><Name>x</Name></BlobPrefix>
            <Blob><Name Encoded="true">d/%41</Name><Properties><Content-Length>6</Content-Length></Properties></Blob>
            </Blobs><NextMarker>2!92&amp;</NextMarker></EnumerationResults>
            """
        )
        #expect(list?.blobs.map(\.name) == ["d/a & <b>", "d/A"])
        #expect(list?.nextMarker == "2!92&")
        #expect(BlobList("<EnumerationResults><Blobs/><NextMarker/></EnumerationResults>")?.blobs == [])
        #expect(BlobList("<EnumerationResults><Blobs/><NextMarker/></EnumerationResults>")?.nextMarker == nil)
    }

    @Test(arguments: [
        "", "<html>", "<EnumerationResults><Blob></Blob>",
        "<EnumerationResults><Blob><Name Encoded=\"true\">%zz</Name></Blob>",
    ])
    func refusesOtherText(text: String) {
        #expect(BlobList(text) == nil)
    }

    @Test func tokensAreReplacedBeforeTheyEnd() throws {
        #expect(AccessToken(["access_token": "t", "expires_in": 3600])?.replacedAfter == 3300)
        #expect(AccessToken(["access_token": "t", "expires_in": 60])?.replacedAfter == 30)
        #expect(AccessToken(["token": "t"])?.text == "t")
        #expect(AccessToken(["token": "a\r\nb"]) == nil)
        #expect(AccessToken([:]) == nil)
    }
}
