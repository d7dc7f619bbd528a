/// A kind of plug-in that a profile turns on by name.
///
/// The raw value is the key above the names of the plug-ins.
package enum PluginKind: String, CaseIterable, Sendable {
    case observer = "observers"
    case admission
}
