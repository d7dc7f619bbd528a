import Sessions

extension StoredSession {
    /// What is wrong with the stored attributes; `nil` if a manager can take all of them.
    package var attributesProblem: String? {
        if let damage { return damage }
        do throws(SessionError) {
            try attributes?.validate()
            return nil
        } catch {
            return error.description
        }
    }

    /// The attributes that a manager can take: a damaged one must not end its session.
    var usableAttributes: SessionAttributes? {
        guard var usable = attributes, (try? usable.validate()) == nil else { return attributes }
        usable.keys = []
        for key in attributes?.keys ?? [] {
            let more = SessionAttributes(keys: usable.keys + [key])
            if (try? more.validate()) != nil { usable.keys = more.keys }
        }
        if (try? SessionAttributes(owner: usable.owner).validate()) == nil { usable.owner = nil }
        if (try? SessionAttributes(descriptor: usable.descriptor).validate()) == nil {
            usable.descriptor = nil
        }
        return usable
    }
}
