package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.Coded;

/** How well a device's key is kept, the weakest first; compared by order. */
public enum KeyLevel implements Coded {
    /** In ordinary memory, or in what only claims to be hardware, such as an emulator. */
    SOFTWARE(1),
    /** Apart from the operating system on the same chip, or in a TPM, which may be either firmware or a chip. */
    TRUSTED_ENVIRONMENT(2),
    /** In a processor of its own: StrongBox, the Secure Enclave. */
    STRONG_BOX(3);

    private final int code;

    KeyLevel(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }

    /** The weaker of two: a chain is as strong as its weakest link. */
    public KeyLevel and(KeyLevel other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
