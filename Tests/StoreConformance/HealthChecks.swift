extension StoreCheck {
  static let health = [
    StoreCheck("a healthy store answers, again and again") { store in
      try await store.checkHealth()
      try await store.checkHealth()
    }
  ]
}
