#if HTTP
    import Hummingbird

    /// The OpenAPI 3.1 description of the routes, from `docs/openapi.json`.
    enum OpenAPIDescription {
        static let response = Response(
            status: .ok,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: PackageResources.openapi_json))
        )
    }
#endif
