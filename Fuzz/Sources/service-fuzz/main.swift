import Glibc

// service-fuzz TARGET seeds FOLDER        writes small inputs to begin fuzzing from
// service-fuzz TARGET sweep               truncates the seeds everywhere, and flips every bit of them
// service-fuzz TARGET [libFuzzer options] fuzzes

@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ target: FuzzTarget.Use
) -> CInt

let arguments = Array(CommandLine.arguments.dropFirst())
guard let target = FuzzTarget.all.first(where: { $0.name == arguments.first }) else {
  print("usage: service-fuzz TARGET ..., TARGET being one of:")
  for target in FuzzTarget.all { print(target.name) }
  exit(2)
}
switch arguments.dropFirst().first {
case "seeds" where arguments.count == 3:
  for (index, seed) in try target.seeds().enumerated() {
    try SeedFile.write(seed, to: "\(arguments[2])/\(target.name)-\(index)")
  }
case "sweep":
  for (index, seed) in try target.seeds().enumerated() {
    print("\(target.name) \(index): \(target.sweep(seed)) readings of \(seed.count) bytes")
    fflush(nil)
  }
default:
  // libFuzzer must not see the target's name, which it would take for a folder.
  var count = CommandLine.argc - 1
  var values = CommandLine.unsafeArgv + 1
  values[0] = CommandLine.unsafeArgv[0]
  exit(runFuzzer(&count, &values, target.callback))
}
