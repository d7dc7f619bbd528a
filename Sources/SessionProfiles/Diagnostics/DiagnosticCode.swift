import Sessions

/// The code of a kind of problem. The meaning of a code never changes.
///
/// Codes from `S0001` are about YAML, from `S0050` about finding files, `S01…` about values that conflict, `S02…`
/// about keys and values, and `S03…` about the environment. New codes may be added. Most `S01…` codes belong to rules
/// that are declared with settings. `sessions explain` lists all codes.
public struct DiagnosticCode: Sendable, Hashable, CustomStringConvertible {
    /// The code as it is printed, such as `S0103`.
    package let name: String

    /// The explanation from the rule that reports the code; `nil` for a code of this module.
    let ruleExplanation: Explanation?

    init(_ name: String) {
        self.name = name
        ruleExplanation = nil
    }

    /// Creates the code of a setting's rule.
    init(_ rule: SettingRule) {
        name = rule.code
        ruleExplanation = Explanation(title: rule.title, text: rule.explanation)
    }

    /// The code as it is printed, such as `S0103`.
    public var description: String { name }
}

extension DiagnosticCode {
    /// S0001: the text is not YAML.
    package static let syntax = DiagnosticCode("S0001")
    /// S0002: the file is not UTF-8.
    package static let notUTF8 = DiagnosticCode("S0002")
    /// S0003: a tab instead of spaces.
    package static let tab = DiagnosticCode("S0003")
    /// S0004: a duplicate key.
    package static let duplicateKey = DiagnosticCode("S0004")
    /// S0005: an alias or an anchor.
    package static let alias = DiagnosticCode("S0005")
    /// S0006: a merge key.
    package static let mergeKey = DiagnosticCode("S0006")
    /// S0007: a tag.
    package static let tag = DiagnosticCode("S0007")
    /// S0008: more than one document in a file.
    package static let severalDocuments = DiagnosticCode("S0008")
    /// S0009: mappings and lists are nested too deep.
    package static let tooDeep = DiagnosticCode("S0009")
    /// S0010: a key or value is too long.
    package static let scalarTooLong = DiagnosticCode("S0010")
    /// S0011: the file is too large.
    package static let fileTooLarge = DiagnosticCode("S0011")
    /// S0012: too many keys, values and lists in a file.
    package static let tooManyEvents = DiagnosticCode("S0012")
    /// S0013: the file is not a mapping.
    package static let notAMapping = DiagnosticCode("S0013")
    /// S0014: a key is missing or is not a string.
    package static let invalidKey = DiagnosticCode("S0014")
    /// S0015: a YAML directive.
    package static let directive = DiagnosticCode("S0015")
    /// S0016: a file without content.
    package static let empty = DiagnosticCode("S0016")
    /// S0017: a character that hides or reorders text.
    package static let forbiddenCharacter = DiagnosticCode("S0017")

    /// S0050: there is no profile with this name.
    package static let profileNotFound = DiagnosticCode("S0050")
    /// S0051: a file can't be read.
    package static let unreadable = DiagnosticCode("S0051")
    /// S0052: the profile that this one extends doesn't exist.
    package static let parentNotFound = DiagnosticCode("S0052")
    /// S0053: profiles extend each other in a circle.
    package static let extendsCycle = DiagnosticCode("S0053")
    /// S0054: a profile extends too many others in a row.
    package static let extendsTooLong = DiagnosticCode("S0054")
    /// S0055: an invalid profile name.
    package static let invalidName = DiagnosticCode("S0055")
    /// S0056: conflicting declarations of settings.
    package static let settingsConflict = DiagnosticCode("S0056")

    /// S0105: settings of an observer or admission that is not registered.
    package static let observerNotRegistered = DiagnosticCode("S0105")
    /// S0106: settings of an observer that is off.
    package static let observerDisabled = DiagnosticCode("S0106")

    /// S0201: an unknown key.
    package static let unknownKey = DiagnosticCode("S0201")
    /// S0202: a value of the wrong type.
    package static let wrongType = DiagnosticCode("S0202")
    /// S0203: not a duration.
    package static let invalidDuration = DiagnosticCode("S0203")
    /// S0204: not a whole number.
    package static let invalidInteger = DiagnosticCode("S0204")
    /// S0205: not a number.
    package static let invalidNumber = DiagnosticCode("S0205")
    /// S0206: neither `true` nor `false`.
    package static let invalidBoolean = DiagnosticCode("S0206")
    /// S0207: not one of the accepted words.
    package static let invalidChoice = DiagnosticCode("S0207")
    /// S0208: a string that is too long or has control characters.
    package static let invalidText = DiagnosticCode("S0208")
    /// S0209: a value out of range.
    package static let outOfRange = DiagnosticCode("S0209")
    /// S0210: a key or a variable without a value.
    package static let missingValue = DiagnosticCode("S0210")
    /// S0211: a string that other YAML readers read as something else.
    package static let ambiguousText = DiagnosticCode("S0211")
    /// S0212: not a token.
    package static let invalidToken = DiagnosticCode("S0212")

    /// S0301: a variable that looks misspelt.
    package static let similarVariable = DiagnosticCode("S0301")
}
