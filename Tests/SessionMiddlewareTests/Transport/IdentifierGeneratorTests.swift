#if HTTP
    import Testing

    @testable import SessionMiddleware

    struct IdentifierGeneratorTests {
        @Test func idsAreURLSafeAndDiffer() throws {
            let ids = try (0..<1_000).map { _ in try IdentifierGenerator.system.next() }
            #expect(Set(ids).count == 1_000)
            let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
            for id in ids {
                #expect(id.utf8.count == IdentifierGenerator.identifierLength)
                #expect(allowed.isSuperset(of: id))
            }
            // Each character has six random bits, so in a thousand ids almost all 64 characters occur at each place.
            for place in 0..<IdentifierGenerator.identifierLength {
                #expect(Set(ids.map { Array($0)[place] }).count > 48, "place \(place)")
            }
        }

        @Test func onlyPossibleIDsHaveTheForm() throws {
            let id = Array(try IdentifierGenerator.system.next().utf8)
            let letters = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
            for byte in UInt8.min...UInt8.max {
                for place in [0, 15, 31] {
                    var text = id
                    text[place] = byte
                    let hasForm = text.withUnsafeBufferPointer { IdentifierGenerator.hasForm($0) }
                    #expect(hasForm == letters.contains(byte), "\(byte) at \(place)")
                }
            }
            for text in [[], Array(id.dropLast()), id + id] {
                #expect(!text.withUnsafeBufferPointer { IdentifierGenerator.hasForm($0) })
            }
        }

        /// The expected value is from Python's `base64.urlsafe_b64encode`.
        @Test func allBytesAreInTheId() throws {
            let generator = IdentifierGenerator { _ in (0..<24).map { UInt8(255 - $0 * 10) } }
            #expect(try generator.next() == "__Xr4dfNw7mvpZuRh31zaV9VS0E3LSMZ")
        }

        @Test func systemRefusesMoreThanItGives() {
            #expect(throws: IdentifierError(errorNumber: 5)) { try IdentifierGenerator.systemBytes(257) }
        }

        @Test func failureOfTheSystemIsAnError() {
            let generator = IdentifierGenerator { _ throws(IdentifierError) in
                throw IdentifierError(errorNumber: 38)
            }
            let error = #expect(throws: IdentifierError.self) { try generator.next() }
            #expect(error?.description.contains("no session was created") == true)
        }
    }
#endif
