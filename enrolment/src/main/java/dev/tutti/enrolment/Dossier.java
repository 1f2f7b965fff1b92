package dev.tutti.enrolment;

import dev.tutti.attestation.Challenge;
import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What an enrolment was decided on, whole, so that others can decide again ({@link DossierCheck}). A credential's evidence
 * hash is the SHA-256 of its canonical bytes. Decryptors may read it: nothing in it is secret, though a device's
 * certificates and its instance tell who asks one enrolment of it from another.
 *
 * @param population which the device asked to be enrolled in, 1 to {@value #MAX_POPULATION_BYTES} bytes of UTF-8
 * @param instance what the device called this installation of itself, 1 to {@link Challenge#MAX_INSTANCE_BYTES} bytes
 * @param nonce the service's, {@link Challenge#NONCE_BYTES} bytes
 * @param evidence as the device sent it, at most {@value #MAX_EVIDENCE_BYTES} bytes
 */
public record Dossier(String population, byte[] instance, byte[] nonce, byte[] evidence) {
    /** Most bytes of evidence, well above what {@link dev.tutti.attestation.EvidenceBounds} lets through. */
    public static final int MAX_EVIDENCE_BYTES = 128 << 10;

    /** Longest encoding. */
    public static final int MAX_BYTES = MAX_EVIDENCE_BYTES + 512;

    private static final String LABEL = "tutti/dossier/v1";
    private static final int MAX_POPULATION_BYTES = 128;

    public Dossier {
        Expect.inRange(
                "bytes of population", population.getBytes(StandardCharsets.UTF_8).length, 1, MAX_POPULATION_BYTES);
        instance = Expect.copyOfLength("instance", instance, 1, Challenge.MAX_INSTANCE_BYTES);
        nonce = Expect.copyOfLength("nonce", nonce, Challenge.NONCE_BYTES);
        evidence = Expect.copyOfLength("evidence", evidence, 0, MAX_EVIDENCE_BYTES);
    }

    /** A copy. */
    @Override
    public byte[] instance() {
        return instance.clone();
    }

    /** A copy. */
    @Override
    public byte[] nonce() {
        return nonce.clone();
    }

    /** A copy. */
    @Override
    public byte[] evidence() {
        return evidence.clone();
    }

    /** What the evidence must have been made for. */
    public byte[] challenge() {
        return Challenge.of(population, nonce, instance);
    }

    /** The canonical bytes. */
    public byte[] encode() {
        return new CanonicalWriter(LABEL)
                .text(population)
                .bytes(instance)
                .fixed(nonce)
                .bytes(evidence)
                .toBytes();
    }

    /** SHA-256 of the canonical bytes: the evidence hash of the credential. */
    public Digest digest() {
        return Digest.sha256(encode());
    }

    /** Where a dossier of that hash lies under the root that devices fetch from. */
    public static String path(Digest digest) {
        return "dossiers/" + digest.hex();
    }

    /** Reads canonical bytes; {@link dev.tutti.secagg.codec.MalformedMessageException} if they are none. */
    public static Dossier decode(byte[] bytes) {
        return CanonicalReader.decode(
                bytes,
                LABEL,
                in -> new Dossier(
                        in.text(MAX_POPULATION_BYTES),
                        in.bytes(Challenge.MAX_INSTANCE_BYTES),
                        in.fixed(Challenge.NONCE_BYTES),
                        in.bytes(MAX_EVIDENCE_BYTES)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Dossier that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    /** Names it by its digest. */
    @Override
    public String toString() {
        return "Dossier[" + digest() + "]";
    }
}
