package dev.tutti.enrolment;

import dev.tutti.attestation.Challenge;
import dev.tutti.enrolment.store.Disk;
import dev.tutti.enrolment.store.FolderLock;
import dev.tutti.enrolment.store.RecordFile;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import java.io.Closeable;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The nonces that enrolments are bound to. One is accepted at most once, within its life, for the population and the
 * device instance it was handed out for, across restarts and power cuts too: it is on the disk before it is handed out,
 * and marked as used on the disk before {@link #use} says yes. Memory and disk are bounded by the capacity. Safe for use
 * by several threads.
 */
public final class Nonces implements Closeable {
    /** Longest life that may be configured. */
    public static final Duration MAX_LIFE = Duration.ofMinutes(30);

    private static final String LABEL = "tutti/nonces/v1";
    private static final int LEAST_RECORDS = 256;

    private final FolderLock lock;
    private final RecordFile journal;
    private final NonceSettings settings;
    private final InstantSource clock;
    private final SecureRandom random;

    /** In the order they were handed out in, so those that expire first come first. */
    private final LinkedHashMap<Digest, NonceEntry> entries = new LinkedHashMap<>();

    private long compactAt;

    private Nonces(Disk disk, Path folder, NonceSettings settings, InstantSource clock, SecureRandom random) {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        lock = FolderLock.take(folder);
        try {
            journal = RecordFile.open(
                    disk, folder.resolve("nonces.journal"), LABEL, NonceEntry.MAX_BYTES, this::remember);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
        compactAt = bound();
    }

    /**
     * Goes on from what the folder holds.
     *
     * @throws dev.tutti.enrolment.store.EnrolmentStoreException if the folder is in use, damaged or cannot be read
     */
    public static Nonces open(Path folder, NonceSettings settings, InstantSource clock, SecureRandom random) {
        return open(Disk.real(), folder, settings, clock, random);
    }

    static Nonces open(Disk disk, Path folder, NonceSettings settings, InstantSource clock, SecureRandom random) {
        return new Nonces(disk, folder, settings, clock, random);
    }

    /** A fresh nonce, or empty while the capacity is outstanding. */
    public synchronized Optional<IssuedNonce> issue(String population, byte[] instance) {
        long now = clock.millis();
        makeRoom(now);
        if (entries.size() >= settings.capacity()) {
            return Optional.empty();
        }
        byte[] value = new byte[Challenge.NONCE_BYTES];
        random.nextBytes(value);
        NonceEntry entry = new NonceEntry(
                Digest.of(value),
                NonceEntry.hash(population),
                Digest.sha256(instance),
                now + settings.life().toMillis(),
                false);
        journal.append(entry.encode());
        entries.put(entry.nonce(), entry);
        return Optional.of(new IssuedNonce(value, entry.expiresAtMillis()));
    }

    /** Uses a nonce up: empty if it was good, and never again; otherwise why it is not. */
    public synchronized Optional<EnrolmentFault> use(byte[] nonce, String population, byte[] instance) {
        Optional<EnrolmentFault> fault = check(nonce, population, instance);
        NonceEntry entry = fault.isPresent() ? null : entries.get(Digest.of(nonce));
        if (entry == null) {
            return fault;
        }
        // In memory first: should the disk fail, it stays used.
        entries.put(entry.nonce(), entry.spent());
        journal.append(entry.spent().encode());
        return Optional.empty();
    }

    /** Whether a nonce is good, without using it up: empty if so, otherwise why not. */
    synchronized Optional<EnrolmentFault> check(byte[] nonce, String population, byte[] instance) {
        NonceEntry entry = nonce.length == Challenge.NONCE_BYTES ? entries.get(Digest.of(nonce)) : null;
        if (entry == null) {
            return Optional.of(EnrolmentFault.NONCE_UNKNOWN);
        }
        if (entry.used()) {
            return Optional.of(EnrolmentFault.NONCE_USED);
        }
        if (entry.isExpired(clock.millis())) {
            return Optional.of(EnrolmentFault.NONCE_EXPIRED);
        }
        // Not used up by these two: others could use up a device's nonce that they had overheard.
        if (!entry.population().equals(NonceEntry.hash(population))) {
            return Optional.of(EnrolmentFault.NONCE_OF_ANOTHER_POPULATION);
        }
        if (!entry.instance().equals(Digest.sha256(instance))) {
            return Optional.of(EnrolmentFault.NONCE_OF_ANOTHER_INSTANCE);
        }
        return Optional.empty();
    }

    /** How long they live, and how many there are at most. */
    NonceSettings settings() {
        return settings;
    }

    /** Length of the torn record that was cut off when the journal was opened; 0 if there was none. */
    public synchronized long cutBytes() {
        return journal.cutBytes();
    }

    synchronized int size() {
        return entries.size();
    }

    synchronized long records() {
        return journal.records();
    }

    @Override
    public synchronized void close() {
        try {
            journal.close();
        } finally {
            lock.close();
        }
    }

    private void remember(byte[] payload) {
        NonceEntry entry = NonceEntry.decode(payload);
        NonceEntry before = entries.put(entry.nonce(), entry);
        if (before != null && !before.mayBecome(entry)) {
            throw new MalformedMessageException("expected a nonce to be handed out once and used once");
        }
    }

    private void makeRoom(long now) {
        // One life longer than needed, so that a late device hears that it is late.
        forget(now - settings.life().toMillis());
        if (entries.size() >= settings.capacity()) {
            forget(now);
        }
        if (journal.records() >= compactAt) {
            journal.replace(entries.values().stream().map(NonceEntry::encode).toList());
            compactAt = bound();
        }
    }

    private void forget(long now) {
        Iterator<Map.Entry<Digest, NonceEntry>> oldest = entries.entrySet().iterator();
        while (oldest.hasNext() && oldest.next().getValue().isExpired(now)) {
            oldest.remove();
        }
    }

    /** A nonce takes two records, so at least half of the journal is obsolete when it reaches this. */
    private long bound() {
        return Math.max(LEAST_RECORDS, 4L * entries.size());
    }
}
