import Crypto
import CryptoExtras
import Foundation

/// The key under which Windows 11 writes start2.bin. It follows from the time in the file's own
/// header, so it hides the content without protecting it.
struct Start2Cipher: Sendable {
  let key: [UInt8]
  let initializationVector: [UInt8]
  /// How many of the file's 512 bytes of padding stand before the content.
  let leadingPadding: Int

  /// - Parameter time: the FILETIME of the file's header.
  init(time: UInt64) {
    let low = UInt32(truncatingIfNeeded: time)
    let high = UInt32(truncatingIfNeeded: time >> 32)
    var paddingNumbers = MersenneTwister(seed: 0x00AF_4D97 ^ low)
    self.init(
      seed: high ^ low ^ 0x3B21_D91E, leadingPadding: Int(paddingNumbers.next() & 0x1FF))
  }

  init(seed: UInt32, leadingPadding: Int = 0) {
    self.leadingPadding = leadingPadding
    var numbers = MersenneTwister(seed: seed)
    let keySeed = numbers.next()
    let length = 64 + Self.uniform(&numbers, upTo: 64)
    let vectorSeed = numbers.next()
    key = Array(Self.text(seed: keySeed, length: length).prefix(32))
    initializationVector = Self.text(seed: vectorSeed, length: 16)
  }

  func encrypt(_ plaintext: [UInt8]) throws -> [UInt8] {
    Array(
      try AES._CBC.encrypt(
        plaintext, using: SymmetricKey(data: key),
        iv: AES._CBC.IV(ivBytes: initializationVector)))
  }

  func decrypt(_ ciphertext: ArraySlice<UInt8>) throws -> [UInt8] {
    Array(
      try AES._CBC.decrypt(
        ciphertext, using: SymmetricKey(data: key),
        iv: AES._CBC.IV(ivBytes: initializationVector)))
  }

  /// Bytes from 0x20 to 0x7F. A number from the uneven end of the range is thrown away, so that
  /// each byte is equally likely.
  private static func text(seed: UInt32, length: Int) -> [UInt8] {
    var numbers = MersenneTwister(seed: seed)
    var number = numbers.next()
    while number / 1001 > 0x41_7873 { number = numbers.next() }
    numbers.discard(number % 1001)
    return (0..<length).map { _ in
      var number = numbers.next()
      while number / 96 > 0x2AA_AAA9 { number = numbers.next() }
      return 0x20 + UInt8(number % 96)
    }
  }

  /// A number from 0 to `range`.
  private static func uniform(_ numbers: inout MersenneTwister, upTo range: UInt32) -> Int {
    let buckets = range + 1
    var number = numbers.next()
    while UInt32.max / buckets <= number / buckets && UInt32.max % buckets != range {
      number = numbers.next()
    }
    return Int(number % buckets)
  }
}
