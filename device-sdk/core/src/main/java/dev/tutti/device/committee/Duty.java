package dev.tutti.device.committee;

import dev.tutti.device.round.OpenRound;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.Seat;
import java.util.Optional;

/**
 * One set of one-time keys from its check-in to its end. It lives in memory only: a device that restarts has none of it
 * and can neither vote nor open.
 */
final class Duty {
    /** Answers about one announcement beside the first vote: whoever asks again and again gets no more. */
    static final int MAX_REPEATED = 16;

    /** Cohorts of one announcement whose dossiers are looked at: fetching them costs more than answering. */
    static final int MAX_EXAMINED = 16;

    private final CommitteeMember member;
    private final CheckInStatement offer;
    private Optional<Assignment> assignment = Optional.empty();
    private Optional<VoteParts> request = Optional.empty();
    private boolean hasVoted;
    private boolean examining;
    private int examined;
    private int repeated;

    /**
     * @param member holds the keys
     * @param offer what was signed about them
     */
    Duty(CommitteeMember member, CheckInStatement offer) {
        this.member = member;
        this.offer = offer;
    }

    CommitteeMember member() {
        return member;
    }

    /** The announcement these keys serve, once one named them. */
    Optional<Assignment> assignment() {
        return assignment;
    }

    /** The seat that names these very keys, if {@code round} has one. */
    Optional<Seat> seatIn(OpenRound round) {
        return round.terms().seats().stream()
                .filter(seat -> seat.checkIn().statement().equals(offer))
                .findFirst();
    }

    /**
     * Pins {@code round}, unless another was pinned before: one key serves one announcement.
     *
     * @param notDrawn why its committee is not known to have been drawn, or empty
     */
    boolean pin(OpenRound round, Seat seat, Optional<String> notDrawn) {
        if (assignment.isPresent() || member.pin(round.terms()).isPresent()) {
            return false;
        }
        assignment = Optional.of(new Assignment(round, seat.memberIndex(), notDrawn));
        return true;
    }

    /** The pinned announcement was heard again; what is not signed beside it may be better this time. */
    void heardAgain(OpenRound round, Optional<String> notDrawn) {
        assignment = assignment.map(known -> new Assignment(round, known.memberIndex(), notDrawn));
    }

    /** Whether to look at the dossiers of what was asked about: one cohort at a time, and not without end. */
    boolean examine() {
        if (examining || examined == MAX_EXAMINED) {
            return false;
        }
        examining = true;
        examined++;
        return true;
    }

    /** The look is over. */
    void examined() {
        examining = false;
    }

    /**
     * Adds a part of a vote request; the whole request once it is complete. A part for another root, or of another number,
     * starts over; what is no part of any request, or comes while one is looked at, is dropped.
     */
    Optional<VoteParts> add(VoteRequest part, int maxContributors) {
        if (examining) {
            return Optional.empty();
        }
        Optional<VoteParts> fresh = VoteParts.like(part, maxContributors);
        if (fresh.isEmpty()) {
            return Optional.empty();
        }
        if (request.filter(parts -> parts.accepts(part)).isEmpty()) {
            request = fresh;
        }
        return request.filter(parts -> parts.add(part));
    }

    /**
     * The request was answered with the vote: what it showed is not kept, and it is not answered again.
     *
     * @return whether to say so
     */
    boolean voted() {
        request.ifPresent(VoteParts::forget);
        boolean first = !hasVoted;
        hasVoted = true;
        return first || mayRepeat();
    }

    /**
     * The request was refused and is forgotten, so that the same cohort can be asked about properly.
     *
     * @return whether to say so
     */
    boolean refused() {
        request = Optional.empty();
        return mayRepeat();
    }

    private boolean mayRepeat() {
        repeated++;
        return repeated <= MAX_REPEATED;
    }

    /**
     * What these keys are for.
     *
     * @param round the pinned announcement
     * @param memberIndex this device's seat in it, 1-based
     * @param notDrawn why its committee was not known to have been drawn when it was heard, for a person; empty if it was
     */
    record Assignment(OpenRound round, int memberIndex, Optional<String> notDrawn) {}
}
