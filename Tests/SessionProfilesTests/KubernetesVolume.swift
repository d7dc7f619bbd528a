import Foundation

/// A file that is published like the files of a Kubernetes config map.
///
/// `test.yaml` is a symbolic link into `..data`. `..data` is a symbolic link to a directory with a new name for each
/// version, and a rename swaps it.
struct KubernetesVolume {
    /// The path at which the file is read.
    let path: String
    private let directory: String

    init(_ directory: String) {
        self.directory = directory
        path = "\(directory)/test.yaml"
    }

    func publish(_ text: String) throws {
        let files = FileManager.default
        let version = "..\(UUID().uuidString)"
        let old = try? files.destinationOfSymbolicLink(atPath: "\(directory)/..data")
        try files.createDirectory(atPath: "\(directory)/\(version)", withIntermediateDirectories: false)
        try text.write(toFile: "\(directory)/\(version)/test.yaml", atomically: false, encoding: .utf8)
        try files.createSymbolicLink(atPath: "\(directory)/..data_tmp", withDestinationPath: version)
        rename("\(directory)/..data_tmp", "\(directory)/..data")
        if (try? files.destinationOfSymbolicLink(atPath: path)) == nil {
            try? files.removeItem(atPath: path)
            try files.createSymbolicLink(atPath: path, withDestinationPath: "..data/test.yaml")
        }
        if let old { try files.removeItem(atPath: "\(directory)/\(old)") }
    }
}
