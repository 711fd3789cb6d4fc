import Foundation

/// Small Windows disks to try Valise on: an old PC with two people, and a new one during and after
/// its setup. They are built out of the readable descriptions in `Resources`, with the folders,
/// hives and files that a real disk has in the places that Valise reads and writes.
public enum SampleVolume {
  /// What lies below a sample's folder.
  public enum Layout {
    /// The old PC: DESKTOP-4F2, Windows 10 22H2.
    public static let windows10 = "windows10"
    /// The new PC while it is being set up: LAPTOP-9C1, Windows 11 24H2.
    public static let windows11DuringSetup = "windows11-setup"
    /// The same new PC when it has been set up, before anybody has signed in.
    public static let windows11 = "windows11"
    /// The volumes, the old PC first.
    public static let volumes = [windows10, windows11DuringSetup, windows11]
    /// The people on every volume: alice, who has set a lot, and bob, who has set little.
    public static let users = ["alice", "bob"]
    /// The file that says that a folder is a sample.
    public static let marker = ".valise-sample"
  }

  /// How long before the new PC's setup the old one was used last: three days.
  public static let lastUseBeforeSetup: TimeInterval = 3 * 24 * 60 * 60

  /// Builds the three volumes below a folder, which is made when it is not there. A sample that is
  /// there already is built anew.
  ///
  /// - Parameters:
  ///   - folder: where the sample is to be; anything in it but a sample is left alone.
  ///   - setUpAt: when the new PC was set up; every time in the volumes follows from it.
  /// - Throws: ``SampleVolumeError``: `sample.folderNotEmpty` when the folder holds something else,
  ///   `sample.notWritable` when it cannot be written.
  public static func build(at folder: URL, setUpAt: Date) throws(SampleVolumeError) {
    let files = SampleFiles(root: folder)
    try files.claim()
    let resources = try SampleResources()
    try files.inFolder(Layout.windows10) { (volume) throws(SampleVolumeError) in
      try OldPC(resources: resources, lastUsedAt: setUpAt - lastUseBeforeSetup).write(to: volume)
    }
    for (name, isSetUp) in [(Layout.windows11DuringSetup, false), (Layout.windows11, true)] {
      try files.inFolder(name) { (volume) throws(SampleVolumeError) in
        try NewPC(resources: resources, setUpAt: setUpAt, isSetUp: isSetUp).write(to: volume)
      }
    }
  }

  /// Builds the sample below the folder of this path.
  public static func build(at path: String, setUpAt: Date) throws(SampleVolumeError) {
    try build(at: URL(filePath: path, directoryHint: .isDirectory), setUpAt: setUpAt)
  }
}
