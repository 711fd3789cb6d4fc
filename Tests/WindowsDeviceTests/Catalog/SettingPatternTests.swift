import Testing
import WindowsDevice

@Suite("A pattern of a setting's place")
struct SettingPatternTests {
  func pattern(_ key: String, _ value: String) throws -> SettingPattern {
    try #require(SettingPattern(key: key, value: value))
  }

  @Test("without placeholders matches its own place only, without case")
  func literal() throws {
    let pattern = try pattern(#"Control Panel\Mouse"#, "MouseSpeed")
    #expect(!pattern.hasPlaceholders)
    #expect(pattern.instance(key: #"control panel\MOUSE"#, value: "mousespeed") == [])
    #expect(pattern.instance(key: #"Control Panel\Mouse"#, value: "MouseTrails") == nil)
    #expect(pattern.instance(key: #"Control Panel"#, value: "MouseSpeed") == nil)
    #expect(pattern.instance(key: #"Control Panel\Mouse\More"#, value: "MouseSpeed") == nil)
    #expect(pattern.place(instance: [])?.key == #"Control Panel\Mouse"#)
    #expect(pattern.place(instance: [])?.value == "MouseSpeed")
    #expect(pattern.place(instance: ["more"]) == nil)
  }

  @Test("compares letters beyond ASCII without case, too")
  func nonASCII() throws {
    let pattern = try pattern("Straße", "Größe")
    #expect(pattern.instance(key: "STRAßE", value: "GRÖSSE") == nil)
    #expect(pattern.instance(key: "STRAßE", value: "GRÖßE") == [])
  }

  @Test("gives what its placeholders stand for, in their order")
  func instances() throws {
    let pattern = try pattern(#"Power\<scheme>\<subgroup>\Index"#, "<value>")
    #expect(pattern.hasPlaceholders)
    let instance = pattern.instance(key: #"POWER\Saver\Disk\index"#, value: "AC")
    #expect(instance == ["Saver", "Disk", "AC"])
    let place = try #require(pattern.place(instance: ["Saver", "Disk", "AC"]))
    #expect(place.key == #"Power\Saver\Disk\Index"#)
    #expect(place.value == "AC")
  }

  @Test("lets a placeholder have literal text around it")
  func placeholderInside() throws {
    let pattern = try pattern(#"Volume\{<volume>}"#, "ItemPos<resolution>")
    let instance = pattern.instance(key: #"volume\{12ab}"#, value: "ITEMPOS800x600")
    #expect(instance == ["12ab", "800x600"])
    #expect(pattern.instance(key: #"Volume\12ab"#, value: "ItemPos800x600") == nil)
    #expect(pattern.instance(key: #"Volume\{}"#, value: "ItemPos800x600") == nil)
    #expect(pattern.instance(key: #"Volume\{12ab}"#, value: "ItemPos") == nil)
    let place = try #require(pattern.place(instance: ["12ab", "800x600"]))
    #expect(place.key == #"Volume\{12ab}"#)
    #expect(place.value == "ItemPos800x600")
  }

  @Test("gives back the place that it matched", arguments: [["a", "b"], ["Ä ö", #"C:\x.exe"#]])
  func roundTrip(instance: [String]) throws {
    let pattern = try pattern(#"Root\<one>\End"#, "<two>")
    let place = try #require(pattern.place(instance: instance))
    #expect(pattern.instance(key: place.key, value: place.value) == instance)
  }

  @Test("does not take the default value for a named one")
  func defaultValue() throws {
    #expect(try pattern("Environment", "<variable>").instance(key: "Environment", value: "") == nil)
    #expect(try pattern("Sounds", "").instance(key: "Sounds", value: "") == [])
  }

  @Test("is never led to a place outside itself by an instance")
  func hostileInstances() throws {
    let pattern = try pattern(#"Network\<letter>"#, "<name>")
    for instance in [
      [], ["Z"], ["Z", "a", "b"], ["", "a"], ["Z", ""], [#"Z\..\Run"#, "a"], ["Z\0", "a"],
      ["Z", "a\0"],
    ] {
      #expect(pattern.place(instance: instance) == nil, "\(instance)")
    }
  }

  @Test(
    "is not made from a malformed key or value name",
    arguments: [
      ("", "v"), (#"a\\b"#, "v"), (#"\a"#, "v"), (#"a\"#, "v"), ("<", "v"), ("a<>", "v"),
      ("a<b", "v"), ("a>b", "v"), ("<a>>", "v"), ("<a><b>", "v"), ("<<a>>", "v"), ("a", "<b"),
    ])
  func malformed(key: String, value: String) {
    #expect(SettingPattern(key: key, value: value) == nil)
  }
}
