package dev.tutti.secagg.share;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.params.ParameterPlanner;
import dev.tutti.secagg.params.ParameterRequest;
import dev.tutti.secagg.statement.ShareSealing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShareBytesTest {
    /** The table of docs/protocol.md, "Shares", and beside it what X-Wing keys make of it. */
    @ParameterizedTest
    @CsvSource({
        "8, 1, 33280, 41984",
        "16, 2, 33792, 51200",
        "32, 3, 34816, 69632",
        "64, 6, 36864, 106496",
        "128, 20, 40960, 180224"
    })
    void sealedSharesTakeWhatTheTableSays(int members, int corrupt, int x25519, int xWing) {
        var plan = ParameterPlanner.plan(new ParameterRequest(1024, 8, 1_000_000, members, corrupt, 0, 127));
        assertThat(ShareBytes.sealedPerUpdate(plan.committee(), 2048, ShareSealing.HPKE_X25519))
                .isEqualTo(x25519);
        assertThat(ShareBytes.sealedPerUpdate(plan.committee(), 2048, ShareSealing.HPKE_X_WING))
                .isEqualTo(xWing);
    }

    @Test
    void onlyAsManyElementsOfTheFieldAsThereAreBlocksAreRead() {
        int[] shares = {0, 1, 2, 3, 4, Integer.MAX_VALUE - 1};
        byte[] bytes = ShareBytes.write(shares);
        assertThat(ShareBytes.read(bytes, 2))
                .hasValueSatisfying(read -> assertThat(read).isEqualTo(shares));
        assertThat(ShareBytes.read(bytes, 1)).isEmpty();
        assertThat(ShareBytes.read(bytes, 3)).isEmpty();
        shares[2] = Integer.MAX_VALUE;
        assertThat(ShareBytes.read(ShareBytes.write(shares), 2)).isEmpty();
        shares[2] = -1;
        assertThat(ShareBytes.read(ShareBytes.write(shares), 2)).isEmpty();
    }
}
