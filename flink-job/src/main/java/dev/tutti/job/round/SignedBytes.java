package dev.tutti.job.round;

/** A canonical statement and the signature over it, as stored. */
public final class SignedBytes {
    public byte[] statement = new byte[0];
    public byte[] signature = new byte[0];

    public SignedBytes() {}

    public SignedBytes(byte[] statement, byte[] signature) {
        this.statement = statement;
        this.signature = signature;
    }
}
