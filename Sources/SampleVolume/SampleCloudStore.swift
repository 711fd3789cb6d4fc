import Foundation
import RegistryHive
import WindowsDevice

/// The records of a person's cloud store, as `cloud-store.json` describes them.
struct SampleCloudStore {
  let records: [Record]

  struct Record: Decodable {
    let type: String
    /// Which of several of the type it is.
    let instance: String?
    /// Kept below `Cache`, where Windows has moved the others away from.
    let isCached: Bool?
    let fields: [Field]
  }

  /// A field with exactly one value.
  struct Field: Decodable {
    let id: UInt16
    let bool: Bool?
    let int8: Int8?
    let int16: Int16?
    let int32: Int32?
    let int64: Int64?
    let text: String?
    /// GUIDs.
    let identifiers: [UUID]?
    let `struct`: [Field]?

    var bond: BondField? {
      let value: BondValue? =
        bool.map(BondValue.bool) ?? int8.map(BondValue.int8) ?? int16.map(BondValue.int16)
        ?? int32.map(BondValue.int32) ?? int64.map(BondValue.int64)
        ?? text.map(BondValue.wideString)
        ?? identifiers.map { .list(.structure, $0.map(Self.identifier)) }
        ?? `struct`.map { .structure(BondStructure($0.compactMap(\.bond))) }
      return value.map { BondField(id, $0) }
    }

    /// A GUID's fields: a 32-bit number, two 16-bit ones, and the last eight bytes as one that is
    /// stored in their order.
    private static func identifier(_ guid: UUID) -> BondValue {
      let bytes = withUnsafeBytes(of: guid.uuid) { Array($0) }
      func number(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
      }
      return .structure(
        BondStructure([
          BondField(0, .uint32(UInt32(truncatingIfNeeded: number(bytes[0..<4])))),
          BondField(1, .uint16(UInt16(truncatingIfNeeded: number(bytes[4..<6])))),
          BondField(2, .uint16(UInt16(truncatingIfNeeded: number(bytes[6..<8])))),
          BondField(3, .uint64(number(bytes[8..<16].reversed()))),
        ]))
    }
  }

  /// Adds the records to a person's hive.
  func add(to hive: inout SampleHive, at time: FileTime) throws(SampleVolumeError) {
    for record in records {
      try hive.set(
        "Data", type: .binary, bytes: Self.bytes(of: record, at: time),
        at: CloudStore.path + "\\" + Self.key(of: record))
    }
  }

  private static func bytes(
    of record: Record, at time: FileTime
  ) throws(SampleVolumeError) -> [UInt8] {
    let content = CloudStoreRecord(
      time: time.ticks, content: BondStructure(record.fields.compactMap(\.bond)))
    do {
      return record.isCached == true ? try content.encoded() : try content.wrapped()
    } catch {
      throw SampleVolumeError(
        .badResource, "The sample's record \(record.type) cannot be made.", cause: error)
    }
  }

  private static func key(of record: Record) -> String {
    if record.isCached == true {
      return #"Cache\DefaultAccount\$"# + (record.instance ?? "") + "$" + record.type + #"\Current"#
    }
    let name = record.type + (record.instance.map { "$" + $0 } ?? "")
    return #"DefaultAccount\Current\default$"# + record.type + "\\" + name
  }
}
