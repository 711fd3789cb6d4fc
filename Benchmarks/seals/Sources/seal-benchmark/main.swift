import Crypto
import Foundation
import Vault

// Seals components of two sizes for many people in five ways, in turn, and prints the medians of seven
// rounds in microseconds a seal:
//
//   cipher     AES-256-GCM of the bytes, with a key that is at hand
//   held key   the vault's seal, when the person's key is in memory
//   open       the same bytes opened again
//   cold key   when it is stored and must be read and unwrapped first, as after a minute's pause
//   new key    when the person has none: it is made, wrapped and stored

let people = 2_000
let rounds = 7
let sizes = [1_000, 50_000]

for size in sizes {
  let row = try await SealRound.medians(people: people, size: size, rounds: rounds)
  let columns = row.map { name, value in "\(name) \(String(format: "%.1f", value))" }
  print("\(size) bytes, µs: " + columns.joined(separator: ", "))
}
