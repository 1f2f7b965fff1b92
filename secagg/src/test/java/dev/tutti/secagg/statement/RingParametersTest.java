package dev.tutti.secagg.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.params.ParameterSets;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RingParametersTest {
    private static final RingParameters TWO = new RingParameters(4096, 9007199254429697L, 9007199254364161L);

    @Test
    void anAnnouncementOverOnePrimeHasTheBytesItAlwaysHad() {
        Announcement announcement = new Round(new Population(1), Terms.of(8, 1)).announcement();
        assertThat(announcement.protocolVersion()).isEqualTo(1);
        assertThat(announcement.digest().hex())
                .isEqualTo("ed12aa336a96f529cece5c20a33986c8380fc049a598b34f3d584d51cec5f098");
    }

    @Test
    void anAnnouncementOverTwoPrimesIsOfVersionTwoAndCountsThem() {
        Announcement announcement = new Round(new Population(1), Terms.overTwoPrimes(8, 1)).announcement();
        assertThat(announcement.protocolVersion()).isEqualTo(2);
        assertThat(announcement.speaksThisProtocol()).isTrue();
        assertThat(Announcement.decode(announcement.encode())).isEqualTo(announcement);

        CanonicalWriter out = new CanonicalWriter("x");
        TWO.write(out, 2);
        ByteBuffer bytes = ByteBuffer.wrap(out.toBytes(), 5, 24);
        assertThat(bytes.getInt()).isEqualTo(4096);
        assertThat(bytes.getInt()).isEqualTo(2);
        assertThat(bytes.getLong()).isEqualTo(9007199254429697L);
        assertThat(bytes.getLong()).isEqualTo(9007199254364161L);
    }

    @Test
    void versionOneCannotSayTwoPrimesAndVersionTwoIsNotSpokenOverOne() {
        Announcement two = new Round(new Population(1), Terms.overTwoPrimes(8, 1)).announcement();
        assertThatThrownBy(() -> withVersion(two, 1)).isInstanceOf(IllegalArgumentException.class);
        Announcement one = new Round(new Population(1), Terms.of(8, 1)).announcement();
        assertThat(withVersion(one, 2).speaksThisProtocol()).isFalse();
        assertThat(withVersion(two, 3).speaksThisProtocol()).isFalse();
        // The version byte alone, behind the label: its reader finds a ring of another form.
        byte[] bytes = two.encode();
        bytes[4 + Announcement.LABEL.length()] = 1;
        assertThatThrownBy(() -> Announcement.decode(bytes)).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void aRingWithTwoPrimesIsTwoRingsSideBySide() {
        assertThat(TWO.channels())
                .containsExactly(
                        new RingParameters(4096, 9007199254429697L), new RingParameters(4096, 9007199254364161L));
        assertThat(TWO.residues()).isEqualTo(8192);
        assertThat(TWO.coefficientBits()).isEqualTo(106);
        assertThat(TWO.polynomialBytes()).isEqualTo(4096 * 106 / 8);
        assertThat(TWO.product().bitLength()).isEqualTo(106);
        assertThatThrownBy(TWO::modulus).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void equalPrimesTooManyOrTooLargeAreRefused() {
        for (List<Long> primes :
                List.of(List.<Long>of(), List.of(40961L, 40961L), List.of(8193L, 40961L, 65537L), List.of(40963L))) {
            assertThatThrownBy(() -> new RingParameters(4096, primes)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new RingParameters(4096, 40961, (1L << 56) + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theLargestOfThemIsTheDocumentsPair() {
        List<RingParameters> rings = ParameterSets.twoPrimeRings();
        assertThat(rings.get(rings.size() - 1)).isEqualTo(TWO);
    }

    private static Announcement withVersion(Announcement a, int version) {
        return new Announcement(
                version,
                a.round(),
                a.bases(),
                a.planDigest(),
                a.window(),
                a.encoding(),
                a.privacy(),
                a.ring(),
                a.committee(),
                a.limits(),
                a.sealing(),
                a.seats());
    }
}
