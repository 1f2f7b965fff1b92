package dev.tutti.enrolment;

import dev.tutti.attestation.TpmKeys;
import dev.tutti.attestation.tpm.TpmCredentialChallenge;
import dev.tutti.secagg.codec.Digest;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that TPMs are to open, one to a nonce and no longer than the nonce. In memory only, and no more than there
 * may be nonces. Safe for use by several threads.
 */
final class Activations {
    private final NonceSettings settings;
    private final InstantSource clock;
    private final SecureRandom random;

    /** In the order they were asked for, so those that expire first come first. */
    private final LinkedHashMap<Digest, Entry> entries = new LinkedHashMap<>();

    Activations(NonceSettings settings, InstantSource clock, SecureRandom random) {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    /** Takes the one activation that a good nonce has, or says why not. */
    synchronized Optional<EnrolmentFault> reserve(byte[] nonce) {
        long now = clock.millis();
        Iterator<Map.Entry<Digest, Entry>> oldest = entries.entrySet().iterator();
        while (oldest.hasNext() && oldest.next().getValue().expiresAtMillis() <= now) {
            oldest.remove();
        }
        Digest name = Digest.of(nonce);
        if (entries.containsKey(name)) {
            return Optional.of(EnrolmentFault.ALREADY_ACTIVATED);
        }
        if (entries.size() >= settings.capacity()) {
            return Optional.of(EnrolmentFault.TOO_MANY_NONCES);
        }
        entries.put(name, new Entry(null, now + settings.life().toMillis()));
        return Optional.empty();
    }

    /** Makes a challenge for a nonce that was reserved, and remembers its secret. */
    TpmCredentialChallenge.Result make(byte[] nonce, byte[] endorsementKey, byte[] attestationKey) {
        byte[] secret = new byte[TpmCredentialChallenge.SECRET_BYTES];
        random.nextBytes(secret);
        TpmCredentialChallenge.Result result =
                TpmCredentialChallenge.make(endorsementKey, attestationKey, secret, random);
        if (result instanceof TpmCredentialChallenge.Result.Made) {
            remember(
                    Digest.of(nonce),
                    new Activation(secret, new TpmKeys(Digest.sha256(endorsementKey), Digest.sha256(attestationKey))));
        }
        return result;
    }

    private synchronized void remember(Digest nonce, Activation activation) {
        // Gone if the nonce was used up meanwhile.
        entries.computeIfPresent(nonce, (name, entry) -> new Entry(activation, entry.expiresAtMillis()));
    }

    /** The activation of a nonce, once. */
    synchronized Optional<Activation> take(byte[] nonce) {
        Entry entry = nonce.length == Digest.BYTES ? entries.remove(Digest.of(nonce)) : null;
        return entry == null ? Optional.empty() : Optional.ofNullable(entry.activation());
    }

    synchronized int size() {
        return entries.size();
    }

    /** Everything wrong with an activation for a TPM's evidence, the gravest first; nothing if it is in order. */
    static Stream<EnrolmentFault> faults(Optional<Activation> activation, TpmKeys evidence, byte[] told) {
        if (activation.isEmpty()) {
            return Stream.of(EnrolmentFault.NOT_ACTIVATED);
        }
        Activation made = activation.get();
        Set<EnrolmentFault> faults = EnumSet.noneOf(EnrolmentFault.class);
        if (!MessageDigest.isEqual(made.secret(), told)) {
            faults.add(EnrolmentFault.WRONG_SECRET);
        }
        if (!made.keys().endorsementKey().equals(evidence.endorsementKey())) {
            faults.add(EnrolmentFault.ACTIVATED_FOR_ANOTHER_TPM);
        }
        if (!made.keys().attestationKey().equals(evidence.attestationKey())) {
            faults.add(EnrolmentFault.ACTIVATED_FOR_ANOTHER_KEY);
        }
        return faults.stream();
    }

    /**
     * A challenge that was made.
     *
     * @param secret what is in it
     * @param keys who can open it
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Activation(byte[] secret, TpmKeys keys) {
        /** Says nothing about the secret. */
        @Override
        public String toString() {
            return "Activation[" + keys + "]";
        }
    }

    /**
     * @param activation null while there is none, or if there was none to be made
     */
    private record Entry(@Nullable Activation activation, long expiresAtMillis) {}
}
