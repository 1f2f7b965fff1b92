package dev.tutti.job.round;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.job.testing.TestRound;
import dev.tutti.job.testing.TestUpdates;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A cohort whose state is maps and whose effects are lists: the phases without Flink. */
final class RecordedRound implements CohortMemory, CohortEffects {
    final CohortState state = new CohortState();
    final CohortRound round;
    final List<SliceSignal> signals = new ArrayList<>();
    final List<SealNotice> seals = new ArrayList<>();
    final List<BoxSignal> boxes = new ArrayList<>();
    final List<String> refusals = new ArrayList<>();
    final List<Said> said = new ArrayList<>();
    final List<CohortConclusion> conclusions = new ArrayList<>();
    final TreeSet<Long> alarms = new TreeSet<>();

    private final Map<String, Candidate> candidates = new HashMap<>();
    private final Map<Integer, SignedBytes> votes = new HashMap<>();
    private final Map<Integer, SignedBytes> replies = new HashMap<>();
    private long wallClock = TestRound.OPENS;

    RecordedRound(TestRound terms) {
        this(terms, TestRound.taskText());
    }

    RecordedRound(TestRound terms, String task) {
        this(terms, task, RecordCodec.MAX_RECORD_BYTES);
    }

    /** A round in which records may be so long at most. */
    RecordedRound(TestRound terms, String task, int maxRecordBytes) {
        state.task = task;
        state.announcement = terms.announcement.encode();
        state.closeAt = terms.announcement.window().closesAtMillis();
        round = new CohortRound(
                terms.cohort, terms.announcement, state, this, this, new Topics("test"), maxRecordBytes);
        round.start();
    }

    void update(MaskedUpdate update, long completedAt) {
        RoundPhase.of(state.phase).onUpdate(round, Candidate.of(TestUpdates.verified(update, completedAt)));
    }

    void member(MemberMessage message) {
        RoundPhase.of(state.phase).onMember(round, message);
    }

    /** Moves the log clock: every alarm up to the instant rings in order, as Flink's timers do. */
    void clock(long logTime) {
        wallClock = logTime;
        while (!alarms.isEmpty() && alarms.first() <= logTime) {
            RoundPhase.of(state.phase).onTime(round, alarms.pollFirst());
        }
    }

    List<String> admittedDevices() {
        return round.admitted().stream().map(c -> c.device).toList();
    }

    @Override
    public List<Candidate> candidates() {
        return new ArrayList<>(candidates.values());
    }

    @Override
    public @Nullable Candidate candidate(String device) {
        return candidates.get(device);
    }

    @Override
    public void put(Candidate candidate) {
        candidates.put(candidate.device, candidate);
    }

    @Override
    public Map<Integer, SignedBytes> votes() {
        return Map.copyOf(votes);
    }

    @Override
    public void putVote(int member, SignedBytes vote) {
        votes.put(member, vote);
    }

    @Override
    public Map<Integer, SignedBytes> replies() {
        return Map.copyOf(replies);
    }

    @Override
    public void putReply(int member, SignedBytes reply) {
        replies.put(member, reply);
    }

    @Override
    public void wakeAt(long logTimeMillis) {
        alarms.add(logTimeMillis);
    }

    @Override
    public void signal(SliceSignal signal) {
        signals.add(signal);
    }

    @Override
    public void box(BoxSignal signal) {
        boxes.add(signal);
        if (signal.notice() != null) {
            seals.add(signal.notice());
        }
    }

    @Override
    public void countRefusal(String reason, String platform) {
        refusals.add(reason);
    }

    @Override
    public void say(Said message) {
        said.add(message);
    }

    @Override
    public void conclude(CohortConclusion conclusion) {
        conclusions.add(conclusion);
    }

    @Override
    public long wallClock() {
        return wallClock;
    }
}
