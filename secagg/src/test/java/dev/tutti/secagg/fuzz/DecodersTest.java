package dev.tutti.secagg.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.fixture.Trials;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The decoders' rule on what was found before and on seeded mutations; {@code mvn -pl secagg -Pfuzz test} searches on. */
final class DecodersTest {
    private static final int MUTATIONS = 300;

    static Stream<FuzzTarget> targets() {
        return FuzzTargets.EACH.stream();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void everyInputOfTheCorpusKeepsTheRule(FuzzTarget target) {
        List<byte[]> corpus = Corpus.of(target);
        assertThat(corpus).isNotEmpty();
        corpus.forEach(target::run);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void someInputsAreAcceptedAndSomeRefused(FuzzTarget target) {
        assertThat(target.seeds().stream().filter(target::run).count()).isPositive();
        assertThat(target.run(new byte[0])).isFalse();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void damagedInputsKeepTheRule(FuzzTarget target) {
        Trials.run(MUTATIONS, random -> target.run(damaged(target.seeds(), random)));
    }

    @Test
    void everyKindOfStatementIsAmongTheSeeds() {
        assertThat(Rules.statements()).allMatch(Statements::acceptedByAtMostOne);
        assertThat(Rules.statements().stream().map(Statements::kindOf).distinct())
                .hasSize(Statements.kinds());
    }

    /** A seed with one to four bytes changed, and in every other case a piece cut out or doubled. */
    private static byte[] damaged(List<byte[]> seeds, Random random) {
        byte[] seed = seeds.get(random.nextInt(seeds.size()));
        if (seed.length < 2) {
            return seed;
        }
        byte[] damaged = seed.clone();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        }
        if (random.nextBoolean()) {
            return damaged;
        }
        int from = random.nextInt(damaged.length);
        int to = random.nextInt(damaged.length);
        byte[] spliced = new byte[from + damaged.length - to];
        System.arraycopy(damaged, 0, spliced, 0, from);
        System.arraycopy(damaged, to, spliced, from, damaged.length - to);
        return spliced;
    }
}
