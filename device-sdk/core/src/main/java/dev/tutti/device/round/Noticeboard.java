package dev.tutti.device.round;

import dev.tutti.device.model.SignedModel;
import dev.tutti.secagg.codec.Digest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a device currently knows: the newest model, and the rounds not known to be over. Waits cost no thread. Safe for use
 * by several threads.
 */
public final class Noticeboard {
    /** Rounds kept; more than two at a time are never live, and an operator cannot fill a device's memory. */
    private static final int MAX_ROUNDS = 16;

    private static final int MAX_TAKEN_DOWN = 256;
    /** Tasks of one population whose model chain is followed; further ones are not taken. */
    private static final int MAX_TASKS = 16;

    private final Map<Digest, OpenRound> rounds = new HashMap<>();
    private final Set<Digest> takenDown = new LinkedHashSet<>();
    private final List<Wait<?>> waits = new ArrayList<>();
    private final Map<String, SignedModel> newestOfTask = new HashMap<>();
    private Optional<SignedModel> newest = Optional.empty();

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

    /** Notes an announced round. */
    public void announce(OpenRound round) {
        synchronized (this) {
            // After a restore the job announces its open rounds again.
            if (takenDown.contains(round.hash())) {
                return;
            }
            rounds.put(round.hash(), round);
            while (rounds.size() > MAX_ROUNDS) {
                rounds.values().stream()
                        .min(Comparator.comparingLong(
                                kept -> kept.terms().window().closesAtMillis()))
                        .ifPresent(oldest -> rounds.remove(oldest.hash()));
            }
        }
        tellWaits();
    }

    /** When the first of the kept rounds opens that is not open yet, milliseconds since the epoch. */
    public synchronized OptionalLong nextOpening(long nowMillis) {
        return rounds.values().stream()
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
        rounds.remove(announcement);
        takenDown.add(announcement);
        if (takenDown.size() > MAX_TAKEN_DOWN) {
            takenDown.remove(takenDown.iterator().next());
        }
    }

    /** Whether a round is known to take no more updates. */
    public synchronized boolean isTakenDown(Digest announcement) {
        return takenDown.contains(announcement);
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
            known = List.copyOf(rounds.values());
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
