package dev.tutti.device.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.Seeded;
import dev.tutti.device.fixture.Terms;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.RoundId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Two accomplices want an honest device barred for what they do (docs/protocol.md, "Search for who burns rounds"): they take
 * turns to follow it into its sub-cohort and burn that. If they knew where it goes, all its sub-cohorts would burn and only
 * half of either's.
 */
final class FramingAttackTest {
    private static final int ROUNDS = 200;
    private static final int SUB_COHORTS = 8;
    private static final int SEED = 97;

    private final Announcement terms;

    FramingAttackTest() {
        TestOperator operator = new TestOperator(new Network(), new TestClock());
        operator.publishNext();
        terms = operator.terms(
                1, 1, operator.committee().stream().map(TestMember::checkIn).toList());
    }

    @Test
    void aDrawThatOthersCanRepeatHasAllOfTheVictimsSubCohortsBurn() {
        assertThat(burnedWithTheVictim(Seeded.of(SEED), Seeded.of(SEED))).isEqualTo(ROUNDS);
    }

    /** False reject: 5·10^−11, 60 or more of 200 at one in eight. The seeds are fixed. */
    @Test
    void aDrawOfItsOwnIsHitNoMoreOftenThanAnybodyElses() {
        assertThat(burnedWithTheVictim(Seeded.of(SEED), Seeded.of(SEED + 1))).isLessThan(60);
    }

    /** In how many rounds the accomplice whose turn it is sits with the victim, by its best guess. */
    private int burnedWithTheVictim(SecureRandom victims, SecureRandom guess) {
        List<Integer> drawn = subCohorts(new DrawnRounds(victims));
        List<Integer> followed = subCohorts(new DrawnRounds(guess));
        int together = 0;
        for (int i = 0; i < ROUNDS; i++) {
            together += drawn.get(i).equals(followed.get(i)) ? 1 : 0;
        }
        return together;
    }

    private List<Integer> subCohorts(DrawnRounds rounds) {
        List<Integer> drawn = new ArrayList<>();
        for (int number = 1; number <= ROUNDS; number++) {
            for (int index = 0; index < SUB_COHORTS; index++) {
                RoundId id = new RoundId(TestOperator.POPULATION, TestOperator.TASK, number, 1, index);
                Digest hash = Digest.sha256(id.toString().getBytes(StandardCharsets.UTF_8));
                rounds.announce(new OpenRound(Terms.withRound(terms, id), hash), SUB_COHORTS);
            }
            long round = number;
            rounds.open().stream()
                    .map(open -> open.terms().round())
                    .filter(id -> id.round() == round)
                    .forEach(id -> drawn.add(id.subCohort()));
        }
        return drawn;
    }
}
