package dev.tutti.attestation.apple;

import dev.tutti.attestation.check.RefusedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code attestKey} gave (Web Authentication, 6.5.4). The receipt in it is for asking Apple about fraud, and not
 * looked at.
 *
 * @param format name of the statement's format
 * @param chain certificates, the key's first; Apple does not send its root
 * @param authenticatorData as it came, since it is hashed
 */
@SuppressWarnings("ArrayRecordComponent") // lives as long as one verification, nobody compares it
record AttestationObject(String format, List<byte[]> chain, byte[] authenticatorData) {
    AttestationObject {
        chain = List.copyOf(chain);
    }

    /** Reads one. */
    static AttestationObject parse(byte[] cbor) throws RefusedException {
        return CborReader.read(cbor, "attestation object", in -> {
            Map<String, String> texts = new HashMap<>();
            Map<String, byte[]> strings = new HashMap<>();
            Map<String, List<byte[]>> lists = new HashMap<>();
            in.map(key -> {
                switch (key) {
                    case "fmt" -> texts.put(key, in.text());
                    case "authData" -> strings.put(key, in.bytes());
                    case "attStmt" ->
                        in.map(inner -> {
                            switch (inner) {
                                case "x5c" -> lists.put(inner, in.list());
                                case "receipt" -> strings.put(inner, in.bytes());
                                default -> in.expect(false);
                            }
                        });
                    default -> in.expect(false);
                }
            });
            return new AttestationObject(
                    in.required(texts.get("fmt")), in.required(lists.get("x5c")), in.required(strings.get("authData")));
        });
    }
}
