/// The kinds of plug-ins that a profile turns on by name; the raw value is the key that their names are below.
package enum PluginKind: String, CaseIterable, Sendable {
    case observer = "observers"
    case admission
}
