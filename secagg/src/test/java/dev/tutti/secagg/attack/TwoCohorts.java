package dev.tutti.secagg.attack;

import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.decrypt.OpenDecision;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.fixture.TestDevice;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.update.MaskedUpdate;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What an operator that differences has in its hands: one announcement, U of four contributors, and U without the victim.
 * Whoever opens both has the victim's update.
 */
final class TwoCohorts {
    final Round round;
    final List<MaskedUpdate> all;
    final List<MaskedUpdate> withoutVictim;
    final long[] victimsUpdate;
    final long[] sumOfAll;

    TwoCohorts(int members, int corrupt) {
        Population population = new Population(31);
        round = new Round(population, Terms.of(members, corrupt), seat -> new CommitteeMember(keys(seat)));
        TestDevice victim = population.enrol();
        int[] slots = round.randomSlots(new Random(32));
        victimsUpdate = Opening.parameters(round, slots);
        List<MaskedUpdate> updates = new ArrayList<>();
        long[] sum = victimsUpdate;
        for (int i = 0; i < 3; i++) {
            int[] others = round.randomSlots(new Random(33 + i));
            updates.add(round.contribute(population.enrol(), others));
            sum = Opening.sum(sum, Opening.parameters(round, others));
        }
        sumOfAll = sum;
        withoutVictim = Round.sorted(updates);
        updates.add(round.contribute(victim, slots));
        all = Round.sorted(updates);
    }

    /** The generator of a seat's keys: the same keys each time, as only a corrupt or a restored member has them. */
    static SecureRandom keys(int seat) {
        return Population.seeded(1000 + seat);
    }

    /** A committee that has not voted yet, made of such members. */
    Round committee(Function<SecureRandom, CommitteeMember> kind) {
        IntFunction<CommitteeMember> seated = seat -> kind.apply(keys(seat));
        return round.answeredBy(seated);
    }

    /** The votes of these seats for the cohort of these updates. */
    static List<SignedVote> votes(Round committee, List<MaskedUpdate> updates, int... seats) {
        return IntStream.of(seats)
                .mapToObj(seat -> committee.vote(seat, updates))
                .toList();
    }

    /** The certificate of these votes for the cohort of these updates, valid or not. */
    QuorumCertificate certificate(List<MaskedUpdate> updates, List<SignedVote> votes) {
        return round.certificate(Round.cohort(updates).root(), votes);
    }

    /** The sums of those of these seats that open on a certificate. */
    static Map<Integer, int[]> sums(Round committee, QuorumCertificate certificate, int... seats) {
        Map<Integer, int[]> sums = new TreeMap<>();
        for (int seat : seats) {
            if (committee.member(seat).open(certificate) instanceof OpenDecision.Opened opened) {
                sums.put(seat, opened.reply().statement().sums());
            }
        }
        return sums;
    }

    /** What differencing gives: U's sum less that of U without the victim. */
    long[] difference(Map<Integer, int[]> sumsOfAll, Map<Integer, int[]> sumsWithoutVictim) {
        return Opening.without(Opening.of(round, all, sumsOfAll), Opening.of(round, withoutVictim, sumsWithoutVictim));
    }
}
