import Glibc
import RegistryHive

// hive-fuzz seeds FOLDER        writes small hives, logs and texts to begin fuzzing from
// hive-fuzz sweep [FILE...]     truncates and flips bits of the seeds, or of hive files
// hive-fuzz [libFuzzer options] fuzzes

@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ target: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "seeds" where arguments.count == 2:
  for (name, bytes) in try Seeds.all() {
    try Seeds.write(bytes, to: arguments[1] + "/" + name)
  }
case "sweep":
  var hives = try Seeds.hives().map { ("seed " + $0.name, $0.bytes) }
  for path in arguments.dropFirst() {
    hives.append((path, try Seeds.read(path)))
  }
  for (name, bytes) in hives {
    print("\(name): \(Sweep.run(bytes)) openings")
    fflush(nil)
  }
default:
  var count = CommandLine.argc
  var values = CommandLine.unsafeArgv
  exit(
    runFuzzer(&count, &values) { pointer, size in
      Input(UnsafeBufferPointer(start: pointer, count: size)).use()
      return 0
    })
}
