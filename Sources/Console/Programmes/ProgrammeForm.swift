import BackupService
import Foundation
import Hummingbird
import ServiceAPI

/// What somebody filled into the form of a programme.
struct ProgrammeForm: Decodable, Sendable {
  var organization = ""
  var contact = ""
  var tenant = ""
  var membership = ""
  var ndaName = ""
  /// Whether the box was ticked, by which the agreement is accepted.
  var nda = false
  var remarks = ""

  /// In bytes: some times what all fields may hold together.
  static let largest = 64 << 10

  init() {}

  /// Reads the body of a form. A field that is not there is empty.
  ///
  /// - Throws: `request.tooLarge`, `request.invalidField`.
  init(_ request: Request, in context: ServiceContext) async throws {
    var request = request
    let body: ByteBuffer
    do {
      body = try await request.collectBody(upTo: Self.largest)
    } catch {
      throw ServiceProblem(.tooLarge, "The form is larger than any that can be sent from its page.")
    }
    guard let form = try? URLEncodedFormDecoder().decode(Self.self, from: String(buffer: body))
    else {
      throw ServiceProblem(.invalidField, "This is not what the form of a programme sends.")
    }
    self = form
  }

  private enum Key: String, CodingKey {
    case organization, contact, tenant, membership, ndaName, nda, remarks
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    func text(_ key: Key) throws -> String {
      try fields.decodeIfPresent(String.self, forKey: key)?
        .trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    }
    organization = try text(.organization)
    contact = try text(.contact)
    tenant = try text(.tenant)
    membership = try text(.membership)
    ndaName = try text(.ndaName)
    nda = try text(.nda) == "yes"
    // A browser sends two characters for each line end, and counts one.
    remarks = try text(.remarks).replacing("\r\n", with: "\n")
  }

  /// What is missing, by the ids of the fields, in their order on the page.
  func faults(_ settings: ProgrammeSettings) -> [(field: String, text: String)] {
    var faults: [(field: String, text: String)] = []
    if organization.isEmpty { faults.append(("organization", "Say which organization it is for.")) }
    if contact.isEmpty { faults.append(("contact", "Say who you are and how to reach you.")) }
    if let customers = settings.customerProgramme, membership.isEmpty {
      faults.append(("membership", "Give your number or name as a member of \(customers)."))
    }
    if settings.requiresNDA {
      if !nda { faults.append(("nda", "Tick that you accept the non-disclosure agreement.")) }
      if ndaName.isEmpty {
        faults.append(("ndaName", "Write the name of the person who accepts the agreement."))
      }
    }
    for (field, value) in [
      ("organization", organization), ("contact", contact), ("tenant", tenant),
      ("membership", membership), ("ndaName", ndaName),
    ] {
      if value.unicodeScalars.count > 200 {
        faults.append((field, "This is too long: at most 200 characters."))
      } else if value.unicodeScalars.contains(where: \.isControl) {
        faults.append(
          (field, "There was a character here that cannot be kept, a tab say: it is a space now."))
      }
    }
    if remarks.unicodeScalars.count > 2000 {
      faults.append(("remarks", "This is too long: at most 2000 characters."))
    }
    return faults
  }

  /// The same with a space for every character that no field can hold.
  var mended: ProgrammeForm {
    func mended(_ text: String) -> String {
      String(String.UnicodeScalarView(text.unicodeScalars.map { $0.isControl ? " " : $0 }))
    }
    var form = self
    form.organization = mended(organization)
    form.contact = mended(contact)
    form.tenant = mended(tenant)
    form.membership = mended(membership)
    form.ndaName = mended(ndaName)
    return form
  }

  var interest: Interest {
    Interest(
      organization: organization, contact: contact, tenant: tenant.isEmpty ? nil : tenant,
      membership: membership.isEmpty ? nil : membership,
      remarks: remarks.isEmpty ? nil : remarks)
  }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool { properties.generalCategory == .control }
}
