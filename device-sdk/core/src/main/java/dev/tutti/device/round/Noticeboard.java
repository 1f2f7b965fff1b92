package dev.tutti.device.round;

import dev.tutti.device.model.SignedModel;
import dev.tutti.secagg.codec.Digest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a device currently knows: the newest model, and of the rounds not known to be over those it could join. Waits cost no thread. Safe for use
 * by several threads.
 */
public final class Noticeboard {
    /** Tasks of one population whose model chain is followed; further ones are not taken. */
    private static final int MAX_TASKS = 16;

    private final DrawnRounds rounds;
    private final List<Wait<?>> waits = new ArrayList<>();
    private final Map<String, SignedModel> newestOfTask = new HashMap<>();
    private Optional<SignedModel> newest = Optional.empty();

    /** An empty board of a device that draws its sub-cohorts itself. */
    public Noticeboard() {
        this(new SecureRandom());
    }

    /**
     * @param draws draws the sub-cohorts; nobody but this device may know what it gives
     */
    public Noticeboard(SecureRandom draws) {
        this.rounds = new DrawnRounds(draws);
    }

    /**
     * Notes a model version, unless it does not follow the newest known of its task: a model of another task in between
     * does not make a device forget the chain it is on.
     *
     * @return whether it is now the newest
     */
    public boolean publish(SignedModel model) {
        synchronized (this) {
            String task = model.manifest().task();
            SignedModel known = newestOfTask.get(task);
            if (known == null ? newestOfTask.size() >= MAX_TASKS : !known.mayBeFollowedBy(model)) {
                return false;
            }
            newestOfTask.put(task, model);
            newest = Optional.of(model);
        }
        tellWaits();
        return true;
    }

    /**
     * Notes an announced round, if it is that of the sub-cohort this device draws for itself. Nobody can tell from outside.
     *
     * @param subCohorts how many sub-cohorts the round is said to have, more than its index
     * @return why the announcement is to be dropped, or empty, whatever was drawn
     */
    public Optional<JoinRefusal> announce(OpenRound round, int subCohorts) {
        Optional<JoinRefusal> refusal;
        synchronized (this) {
            refusal = rounds.announce(round, subCohorts);
        }
        tellWaits();
        return refusal;
    }

    /** When the first of the kept rounds opens that is not open yet, milliseconds since the epoch. */
    public synchronized OptionalLong nextOpening(long nowMillis) {
        return rounds.open().stream()
                .mapToLong(round -> round.terms().window().opensAtMillis())
                .filter(opens -> opens > nowMillis)
                .min();
    }

    /** Has whoever waits look again, because the time has come. */
    public void lookAgain() {
        tellWaits();
    }

    /** Takes a round down for good: it takes no updates any more, or this device refuses it. */
    public synchronized void takeDown(Digest announcement) {
        rounds.takeDown(announcement);
    }

    /** Whether a round is known to take no more updates. */
    public synchronized boolean isTakenDown(Digest announcement) {
        return rounds.isTakenDown(announcement);
    }

    /** The newest model known. */
    public synchronized Optional<SignedModel> newestModel() {
        return newest;
    }

    /** The newest model, as soon as one is known; empty after {@code patience}. */
    public CompletableFuture<Optional<SignedModel>> awaitModel(Duration patience) {
        return await(this::newestModel, patience);
    }

    /** The latest round that {@code joinable} accepts, as soon as there is one; empty after {@code patience}. */
    public CompletableFuture<Optional<OpenRound>> awaitRound(Predicate<OpenRound> joinable, Duration patience) {
        return await(() -> latest(joinable), patience);
    }

    private Optional<OpenRound> latest(Predicate<OpenRound> joinable) {
        List<OpenRound> known;
        synchronized (this) {
            known = rounds.open();
        }
        return known.stream()
                .filter(joinable)
                .max(Comparator.<OpenRound>comparingLong(
                                round -> round.terms().round().round())
                        .thenComparingInt(round -> round.terms().round().attempt())
                        .thenComparing(OpenRound::hash));
    }

    private <T> CompletableFuture<Optional<T>> await(Supplier<Optional<T>> look, Duration patience) {
        Wait<T> wait = new Wait<>(look, new CompletableFuture<>());
        synchronized (this) {
            waits.removeIf(Wait::isOver);
            waits.add(wait);
        }
        wait.tell();
        return wait.future().completeOnTimeout(Optional.empty(), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tellWaits() {
        List<Wait<?>> told = new ArrayList<>();
        synchronized (this) {
            for (Iterator<Wait<?>> each = waits.iterator(); each.hasNext(); ) {
                Wait<?> wait = each.next();
                if (wait.isOver()) {
                    each.remove();
                } else {
                    told.add(wait);
                }
            }
        }
        told.forEach(Wait::tell);
    }

    private record Wait<T>(Supplier<Optional<T>> look, CompletableFuture<Optional<T>> future) {
        boolean isOver() {
            return future.isDone();
        }

        void tell() {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                future.complete(found);
            }
        }
    }
}
