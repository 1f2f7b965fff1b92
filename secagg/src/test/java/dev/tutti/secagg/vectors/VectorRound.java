package dev.tutti.secagg.vectors;

import dev.tutti.secagg.cohort.Cohort;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.decrypt.OpenDecision;
import dev.tutti.secagg.decrypt.VoteDecision;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CohortLimits;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.PrivacyConfiguration;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.statement.RoundId;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.SignedReply;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.statement.WeightFunction;
import dev.tutti.secagg.unmask.SliceAccumulator;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A whole small round, the same every time: eight members, three devices, twenty parameters in one polynomial. */
final class VectorRound {
    /** Members that vote; one more than enough would be as good. */
    static final int VOTING = 5;

    /** Members that open: exactly r. */
    static final int OPENING = 4;

    private final Population population = new Population(5);
    private final Terms terms = new Terms(
            new RoundId(Population.NAME, "gait", 7, 2, 1),
            Terms.BASES,
            new Encoding(20, 8, 1f, 0.5f, 15, 2, 1, 1, WeightFunction.EXAMPLES, 127, true),
            PrivacyConfiguration.NONE,
            new RingParameters(2048, 2199023251457L),
            new CommitteeParameters(8, 1, 2, 2, 4, 5),
            new CohortLimits(3, 128, 2));
    private final List<CommitteeMember> members = new ArrayList<>();
    private final List<VectorDevice> devices = new ArrayList<>();
    private final List<SignedVote> votes = new ArrayList<>();
    private final SortedMap<Integer, SignedReply> replies = new TreeMap<>();
    private final Announcement announcement;
    private final QuorumCertificate certificate;

    VectorRound() {
        List<Seat> seats = new ArrayList<>();
        for (int seat = 1; seat <= 8; seat++) {
            members.add(new CommitteeMember(new FixedRandom(memberLabel(seat))));
            seats.add(new Seat(seat, Round.checkIn(population.enrol(), members.get(seat - 1))));
        }
        announcement = terms.announce(seats);
        for (int number = 0; number < 3; number++) {
            devices.add(new VectorDevice(announcement, population.enrol(), number));
        }
        devices.sort(Comparator.comparing(device -> device.device().id()));
        for (int seat = 1; seat <= VOTING; seat++) {
            votes.add(((VoteDecision.Voted) ask(members.get(seat - 1), seat)).vote());
        }
        certificate = new QuorumCertificate(announcement.digest(), cohort().root(), votes);
        for (int seat = 1; seat <= OPENING; seat++) {
            replies.put(seat, ((OpenDecision.Opened) members.get(seat - 1).open(certificate)).reply());
        }
    }

    /** The label of the stream from which a member's one-time keys are drawn. */
    static String memberLabel(int seat) {
        return "member " + seat;
    }

    Population population() {
        return population;
    }

    Terms terms() {
        return terms;
    }

    Announcement announcement() {
        return announcement;
    }

    /** Contributors by ascending device id. */
    VectorDevice device(int index) {
        return devices.get(index);
    }

    List<VectorDevice> devices() {
        return devices;
    }

    List<MaskedUpdate> updates() {
        return devices.stream().map(VectorDevice::update).toList();
    }

    Cohort cohort() {
        return Round.cohort(updates());
    }

    List<SignedVote> votes() {
        return votes;
    }

    QuorumCertificate certificate() {
        return certificate;
    }

    SortedMap<Integer, SignedReply> replies() {
        return replies;
    }

    /** C. */
    long[] maskedSum() {
        long[] sum = new long[announcement.ring().degree()];
        updates().forEach(update -> SliceAccumulator.add(sum, 0, update.chunks().get(0), announcement.ring()));
        return sum;
    }

    /** A member that has not voted yet, with the keys of that seat. */
    static CommitteeMember fresh(int seat) {
        return new CommitteeMember(new FixedRandom(memberLabel(seat)));
    }

    private VoteDecision ask(CommitteeMember member, int seat) {
        return member.vote(
                announcement,
                seat,
                Round.evidence(updates(), seat),
                cohort().root(),
                Round.FLOOR,
                population.trust(),
                Population.NOW);
    }
}
