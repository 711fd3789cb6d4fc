import Foundation

extension WindowsTools {
  /// Asks Windows PowerShell for the circumstances of the PC; what it cannot say is not known.
  ///
  /// Sources, both in Microsoft's API reference: `Windows.Networking.Connectivity.NetworkCostType`
  /// (0 unknown, 1 unrestricted, 2 fixed, 3 variable) with `ConnectionCost.Roaming`, and
  /// `System.Windows.Forms.PowerLineStatus` (0 offline, 1 online, 255 unknown).
  func conditions() async -> DeviceConditions {
    guard let told = try? await powerShell(PowerShellConditions.command) else { return .unknown }
    return PowerShellConditions(json: told)?.conditions ?? .unknown
  }
}

/// What PowerShell tells of connection and power, in numbers, which are the same in every language.
struct PowerShellConditions: Decodable {
  let cost: Int?
  let roaming: Bool?
  let power: Int?

  /// A part that this Windows does not have stays null.
  static let command = """
    & { $cost = $null; $roaming = $null; $power = $null; \
    try { $type = [Windows.Networking.Connectivity.NetworkInformation,\
    Windows.Networking.Connectivity,ContentType=WindowsRuntime]; \
    $paid = $type::GetInternetConnectionProfile().GetConnectionCost(); \
    $cost = [int]$paid.NetworkCostType; $roaming = [bool]$paid.Roaming } catch { }; \
    try { Add-Type -AssemblyName System.Windows.Forms; \
    $power = [int][System.Windows.Forms.SystemInformation]::PowerStatus.PowerLineStatus } catch { }; \
    [pscustomobject]@{ cost = $cost; roaming = $roaming; power = $power } }
    """

  /// Nil for what is not that. PowerShell writes a mark of the encoding before it.
  init?(json: Data) {
    let mark = Data([0xEF, 0xBB, 0xBF])
    let text = json.starts(with: mark) ? json.dropFirst(mark.count) : json
    guard let told = try? JSONDecoder().decode(Self.self, from: Data(text)) else { return nil }
    self = told
  }

  var conditions: DeviceConditions {
    let isPaid: Bool? =
      switch cost {
      case 1?: false
      case 2?, 3?: true
      default: nil
      }
    let isOnBattery: Bool? =
      switch power {
      case 0?: true
      case 1?: false
      default: nil
      }
    return DeviceConditions(
      isMetered: roaming == true ? true : isPaid, isOnBattery: isOnBattery)
  }
}
