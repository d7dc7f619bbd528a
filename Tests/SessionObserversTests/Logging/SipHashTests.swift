import Sessions
import Testing

@testable import SessionObservers

@Suite struct SipHashTests {
    /// The authors' vectors: key 00…0f, inputs of n bytes 00, 01, 02, …
    @Test(
        arguments: [
            (0, 0x726f_db47_dd0e_0e31), (1, 0x74f8_39c5_93dc_67fd), (7, 0xab02_00f5_8b01_d137),
            (8, 0x93f5_f579_9a93_2462), (15, 0xa129_ca61_49be_45e5), (63, 0x958a_324c_eb06_4572),
        ] as [(Int, UInt64)]
    )
    func vectors(length: Int, expected: UInt64) {
        let hash = SipHash(key: (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908))
        #expect(hash((0..<UInt8(length)).map { $0 }) == expected)
    }

    @Test func digestsDependOnTheSecret() {
        let first = IdentifierStyle.digest(secret: "one")
        let second = IdentifierStyle.digest(secret: "two")
        #expect(first("conv-1") == IdentifierStyle.digest(secret: "one")("conv-1"))
        #expect(first("conv-1") != second("conv-1"))
        #expect(first("conv-1") != first("conv-2"))
        #expect(first("conv-1").utf8.count == 16)
        #expect(first("conv-1").utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) })
    }

    /// The log shows the digests that the manager uses, printable and cut to 40 bytes.
    @Test func digestsOfTheManagersOwn() {
        let style = IdentifierStyle.digest(IdentifierDigest { "d-\($0)\n" })
        #expect(style("conv-1") == #"d-conv-1\u{a}"#)
        #expect(
            IdentifierStyle.digest(IdentifierDigest { $0 })(String(repeating: "x", count: 41)).utf8.count
                == 40
        )
    }

    @Test func keylessDigestsDifferFromStyleToStyle() {
        let style = IdentifierStyle.digest()
        #expect(style("conv-1") == style("conv-1"))
        #expect(style("conv-1") != IdentifierStyle.digest()("conv-1"))
    }
}
