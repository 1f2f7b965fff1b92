package dev.tutti.device.enclave.pkcs11;

import dev.tutti.secagg.codec.Expect;
import java.nio.file.Path;

/**
 * Which token to open. Java's PKCS#11 provider knows slots by their number or their place in the list, not by the
 * token's label; {@code pkcs11-tool --module LIBRARY --list-slots} shows all three. Places shift when readers come and
 * go: a token found in another's place has no key of ours and is refused, but its PIN has then been tried.
 *
 * @param library the vendor's PKCS#11 library, absolute
 * @param addressing what {@code slot} is
 * @param slot the slot's number or its place, ≥ 0
 */
public record Pkcs11Token(Path library, Addressing addressing, long slot) {
    /** How a slot is named. */
    public enum Addressing {
        /** By its number, which the library gives it. */
        SLOT_ID("slot"),
        /** By its place in the library's list, the first being 0. */
        LIST_INDEX("slotListIndex");

        private final String key;

        Addressing(String key) {
            this.key = key;
        }
    }

    public Pkcs11Token {
        Expect.inRange("slot", slot, 0, addressing == Addressing.SLOT_ID ? Long.MAX_VALUE : Integer.MAX_VALUE);
        Expect.that(library.isAbsolute(), "expected an absolute path of a library, found " + library);
        // The provider's settings are lines of text in which ${…} is replaced.
        Expect.that(
                library.toString().chars().noneMatch(c -> c < ' ' || c == '$' || c == '"' || c == '#'),
                "expected a path of a library without control characters, quotes, '#' and '$'");
    }

    /** The token in the slot with this number. */
    public static Pkcs11Token inSlot(Path library, long slotId) {
        return new Pkcs11Token(library, Addressing.SLOT_ID, slotId);
    }

    /** The token at this place of the library's list of slots. */
    public static Pkcs11Token atListIndex(Path library, int index) {
        return new Pkcs11Token(library, Addressing.LIST_INDEX, index);
    }

    /** The line of the provider's settings that names the slot. */
    String setting() {
        return addressing.key + "=" + slot;
    }
}
