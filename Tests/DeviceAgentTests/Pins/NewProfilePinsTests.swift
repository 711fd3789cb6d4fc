import Foundation
import RestoreRules
import SampleVolume
import Testing
import UserEnvironment
import WindowsDevice

@testable import DeviceAgent

@Suite("Pins for new profiles")
struct NewProfilePinsTests {
  private func on(_ volume: String, _ body: (NewPC) async throws -> Void) async throws {
    try await SampleDisks.withCopy(of: volume) { folder in
      try await body(try await NewPC(folder))
    }
  }

  private func layoutPath(_ pc: NewPC) async throws -> String? {
    try await pc.device.hive(.software, of: pc.account)
      .key(at: #"Microsoft\Windows\CurrentVersion\Explorer"#)?.text(named: "LayoutXMLPath")
  }

  @Test("lie as a list and as Start's own file in the default profile of Windows 11")
  func windows11() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await on(SampleVolume.Layout.windows11) { pc in
      let pins = NewProfilePins(device: pc.device)
      let plan = try await pins.plan(for: environment)
      let results = try await pins.place(plan, at: SampleDisks.time)
      #expect(results.count > 20)
      #expect(results.allSatisfy { $0.state == .present })
      let wanted = plan.startPins.compactMap(\.result)
      let list = try #require(try await pc.device.file(at: NewProfilePins.startList))
      #expect(try StartPinsLayout(json: Array(list)).pins.map(\.target) == wanted)
      let file = StartPinsFile(device: pc.device, account: NewProfilePins.defaultAccount)
      #expect(try await file.document()?.pins.pins.map(\.target) == wanted)
      #expect(try await layoutPath(pc) == NewProfilePins.taskbarLayout)
      #expect(plan.taskbarPlacement.way == .layoutPath)
    }
  }

  @Test("lie as one layout of Start and taskbar in the default profile of Windows 10")
  func windows10() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await on(SampleVolume.Layout.windows10) { pc in
      let pins = NewProfilePins(device: pc.device)
      let results = try await pins.place(
        try await pins.plan(for: environment), at: SampleDisks.time)
      #expect(results.allSatisfy { $0.state == .present })
      let bytes = try #require(try await pc.device.file(at: NewProfilePins.startLayout))
      let layout = try LayoutModification(xml: Array(bytes))
      #expect(
        layout.start?.groups.map(\.name)
          == environment.startPins?.groups.map(\.name).filter {
            name in layout.start?.groups.contains { $0.name == name } == true
          })
      #expect(layout.taskbar?.pins.map(\.target) == environment.taskbarPins?.pins.map(\.target))
      #expect(try await layoutPath(pc) == nil)
    }
  }

  @Test(
    "are put back to what was there, wherever the power was cut",
    arguments: [
      SampleVolume.Layout.windows10, SampleVolume.Layout.windows11,
    ])
  func powerCut(volume: String) async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    for writes in 0... {
      var isFinished = false
      try await on(volume) { pc in
        let old = Data("old".utf8)
        try await pc.device.replaceFile(at: NewProfilePins.startLayout, with: old)
        let device = InterruptedDevice(pc.device, afterWrites: writes)
        do {
          let pins = NewProfilePins(device: device)
          _ = try await pins.place(try await pins.plan(for: environment), at: SampleDisks.time)
          isFinished = true
        } catch is InterruptedDevice.PowerCut {}
        // Placed again after the cut, and then undone: what was there first comes back.
        let pins = NewProfilePins(device: pc.device)
        if writes.isMultiple(of: 2) {
          _ = try await pins.place(try await pins.plan(for: environment), at: SampleDisks.time)
        }
        #expect(try await pins.undo(at: SampleDisks.time) ?? [] == [])
        #expect(try await pc.device.file(at: NewProfilePins.startLayout) == old)
        #expect(try await pc.device.file(at: NewProfilePins.startList) == nil)
        let start = StartPinsFile.path(of: NewProfilePins.defaultAccount)
        #expect(try await pc.device.file(at: start) == nil)
        #expect(try await layoutPath(pc) == nil)
      }
      if isFinished { break }
    }
  }

  @Test("placed twice put back what an administrator wrote in between")
  func changedBetween() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    let theirs = Data("{}".utf8)
    try await on(SampleVolume.Layout.windows11) { pc in
      let pins = NewProfilePins(device: pc.device)
      let plan = try await pins.plan(for: environment)
      _ = try await pins.place(plan, at: SampleDisks.time)
      try await pc.device.replaceFile(at: NewProfilePins.startList, with: theirs)
      _ = try await pins.place(plan, at: SampleDisks.time)
      #expect(try await pins.undo(at: SampleDisks.time) == [])
      #expect(try await pc.device.file(at: NewProfilePins.startList) == theirs)
      #expect(try await layoutPath(pc) == nil)
    }
  }

  @Test("that were changed since stay, and are named")
  func changedSince() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await on(SampleVolume.Layout.windows11) { pc in
      let pins = NewProfilePins(device: pc.device)
      _ = try await pins.place(try await pins.plan(for: environment), at: SampleDisks.time)
      try await pc.device.replaceFile(at: NewProfilePins.startList, with: Data("{}".utf8))
      #expect(try await pins.undo(at: SampleDisks.time) == [NewProfilePins.startList])
      #expect(try await pins.undo(at: SampleDisks.time) == nil)
    }
  }

  @Test("are neither placed nor taken away by a journal that names another file or layout")
  func forged() async throws {
    let journal = #"C:\ProgramData\Valise\NewProfiles\journal.json"#
    let victim = #"C:\Windows\win.ini"#
    let environment = try await SampleDisks.aliceOnOldPC()
    func file(_ path: String) -> NewProfileJournal.File {
      NewProfileJournal.File(path: path, before: Data("evil".utf8), after: Data("theirs".utf8))
    }
    let layout = NewProfileJournal.LayoutPath(before: nil, after: NewProfilePins.taskbarLayout)
    let forgeries = [
      NewProfileJournal(files: [file(victim)], layoutPath: nil),
      NewProfileJournal(files: [file(NewProfilePins.startList), file(victim)], layoutPath: layout),
      NewProfileJournal(
        files: [file(NewProfilePins.startList + #"\..\..\x.json"#)], layoutPath: nil),
      NewProfileJournal(
        files: [file(NewProfilePins.startList), file(NewProfilePins.startList)], layoutPath: nil),
      NewProfileJournal(
        files: [],
        layoutPath: NewProfileJournal.LayoutPath(before: nil, after: #"C:\Users\bob\x.xml"#)),
      NewProfileJournal(
        files: [],
        layoutPath: NewProfileJournal.LayoutPath(
          before: .dword(1), after: NewProfilePins.taskbarLayout)),
    ]
    try await on(SampleVolume.Layout.windows11) { pc in
      try await pc.device.replaceFile(at: victim, with: Data("theirs".utf8))
      let pins = NewProfilePins(device: pc.device)
      let plan = try await pins.plan(for: environment)
      for forgery in forgeries {
        try await pc.device.replaceFile(at: journal, with: try CanonicalJSON.encode(forgery))
        await #expect(throws: AgentError(.unreadableJournal, "")) {
          try await pins.undo(at: SampleDisks.time)
        }
        await #expect(throws: AgentError(.unreadableJournal, "")) {
          try await pins.place(plan, at: SampleDisks.time)
        }
      }
      #expect(try await pc.device.file(at: victim) == Data("theirs".utf8))
      #expect(try await layoutPath(pc) == nil)
    }
  }
}
