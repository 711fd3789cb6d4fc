import UserEnvironment

/// A setting's name as a person sees it, with what tells it from its likes: `Preferred languages >
/// Name of a language [en-GB]`.
struct SettingName {
  let text: String

  /// - Parameter key: the setting's ``Setting/key``.
  init(_ name: String, key: String) {
    let instance = key.drop { $0 != "[" }
    text = instance.isEmpty ? name : name + " " + instance
  }
}
