package dev.tutti.secagg.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.decrypt.CarelessMember;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.decrypt.RefusalReason;
import dev.tutti.secagg.decrypt.VoteDecision;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.BaseModel;
import dev.tutti.secagg.update.MaskedUpdate;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * The operator lists two base models: a live one that it delivers to the victim alone, and one whose units are all dead,
 * so that whoever trains on it sends zeros. Cohort, committee and certificate are in order, and yet the opened sum is the
 * victim's own update. So each base model in a cohort must have n_base contributors.
 */
final class GradientSuppressionTest {
    private static final BaseModel DEAD = Terms.BASES.get(0);
    private static final BaseModel LIVE = Terms.BASES.get(1);

    private final Population population = new Population(41);

    @Test
    void aCohortOfDeadModelsWouldOpenToTheVictimsUpdate() {
        Round round = round(CarelessMember.blindTo(RefusalReason.BASE_TOO_FEW)::member);
        int[] victims = round.randomSlots(new Random(42));
        List<MaskedUpdate> cohort = cohort(round, victims);
        assertThat(Opening.of(round, cohort, round.open(round.certify(cohort))))
                .containsExactly(Opening.parameters(round, victims));
    }

    @Test
    void aVictimAloneOnItsBaseModelIsNotOpened() {
        Round round = round(CommitteeMember::new);
        List<MaskedUpdate> cohort = cohort(round, round.randomSlots(new Random(42)));
        for (int seat = 1; seat <= 4; seat++) {
            assertThat(round.askToVote(seat, cohort)).isEqualTo(new VoteDecision.Refused(RefusalReason.BASE_TOO_FEW));
        }
    }

    private Round round(Function<SecureRandom, CommitteeMember> kind) {
        return new Round(population, Terms.of(4, 1), seat -> kind.apply(population.random()));
    }

    private List<MaskedUpdate> cohort(Round round, int[] victims) {
        List<MaskedUpdate> cohort = new ArrayList<>();
        cohort.add(round.contribute(population.enrol(), victims, LIVE));
        for (int i = 0; i < 3; i++) {
            cohort.add(round.contribute(population.enrol(), zeros(round), DEAD));
        }
        return Round.sorted(cohort);
    }

    /** What an honest device encodes when nothing moved: its count, its weight and zeros. */
    private static int[] zeros(Round round) {
        int[] slots = round.randomSlots(new Random(1));
        VectorLayout layout = round.layout();
        for (int i = 0; i < layout.dimension(); i++) {
            slots[layout.slotOfParameter(i)] = 0;
        }
        assertThat(Arrays.stream(slots).filter(slot -> slot != 0).count()).isEqualTo(2L * layout.slices());
        return slots;
    }
}
