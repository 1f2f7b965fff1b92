package dev.tutti.device.tensorflow;

import dev.tutti.device.train.PlanRefusedException;
import dev.tutti.schemas.model.TrainingPlan;
import dev.tutti.secagg.codec.Digest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The few plans in use, imported once each and found again by digest. When there are too many, the one idle longest
 * goes; one that is in use never does. Safe for use from several threads.
 */
final class ProgramCache implements AutoCloseable {
    /** Most plans kept imported: one per task of a population at a time, with room for an old version beside a new. */
    static final int MAX_PROGRAMS = 4;

    private static final class Entry {
        private final PlanProgram program;
        private int users;

        Entry(PlanProgram program) {
            this.program = program;
        }
    }

    private final Map<Digest, Entry> entries = new LinkedHashMap<>(8, 0.75f, true);
    private boolean closed;

    /** The right to use a program until closed. */
    interface Lease extends AutoCloseable {
        PlanProgram program();

        @Override
        void close();
    }

    /**
     * Finds or imports the plan.
     *
     * @throws PlanRefusedException if the plan is not one this trainer runs
     */
    Lease lease(TrainingPlan plan) throws PlanRefusedException {
        Digest digest = digest(plan);
        synchronized (entries) {
            if (closed) {
                throw new IllegalStateException("expected an open trainer, it was closed");
            }
            Entry entry = entries.get(digest);
            if (entry == null) {
                // Imported under the lock, so that sixty devices asking at once import it once.
                entry = new Entry(PlanProgram.load(plan));
                entries.put(digest, entry);
            }
            entry.users++;
            evict();
            return new EntryLease(entry);
        }
    }

    private final class EntryLease implements Lease {
        private final Entry entry;

        EntryLease(Entry entry) {
            this.entry = entry;
        }

        @Override
        public PlanProgram program() {
            return entry.program;
        }

        @Override
        public void close() {
            synchronized (entries) {
                entry.users--;
                evict();
            }
        }
    }

    private void evict() {
        int limit = closed ? 0 : MAX_PROGRAMS;
        var oldestFirst = entries.values().iterator();
        while (entries.size() > limit && oldestFirst.hasNext()) {
            Entry entry = oldestFirst.next();
            if (entry.users == 0) {
                oldestFirst.remove();
                entry.program.close();
            }
        }
    }

    /** Frees idle programs now and those in use when their last run ends. */
    @Override
    public void close() {
        synchronized (entries) {
            closed = true;
            evict();
        }
    }

    private static Digest digest(TrainingPlan plan) {
        try {
            var encoded = TrainingPlan.getEncoder().encode(plan);
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return Digest.sha256(bytes);
        } catch (IOException e) {
            throw new IllegalArgumentException("plan: expected a complete record", e);
        }
    }
}
