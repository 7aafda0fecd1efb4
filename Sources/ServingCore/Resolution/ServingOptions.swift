/// What whoever installs Slipway decides, and not the author of a ModelDeployment.
package struct ServingOptions: Hashable, Sendable {
    /// Slipway's own image, for the init containers that fetch files.
    package var image: String
    /// The images that serve models without code, by framework.
    package var noCodeImages: [Model.Framework: String]

    package init(image: String, noCodeImages: [Model.Framework: String] = [:]) {
        self.image = image
        self.noCodeImages = noCodeImages
    }
}
