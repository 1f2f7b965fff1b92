package dev.tutti.job.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.job.testing.CountedMetrics;
import dev.tutti.job.testing.TestDevice;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.Platform;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Refusals are counted by reason and platform, and nobody outside makes up a platform. */
class RefusalCountersTest {
    private static final long SEED = 6;

    private static final Set<String> NAMES = Stream.concat(
                    Stream.of("unknown"), Stream.of(Platform.values()).map(Platform::name))
            .collect(Collectors.toSet());

    private final CountedMetrics metrics = new CountedMetrics();
    private final RefusalCounters counters = new RefusalCounters(metrics);

    @Test
    void eachReasonAndPlatformHasItsOwnCount() {
        counters.count("LATE", "TPM2");
        counters.count("LATE", "TPM2");
        counters.count("LATE", "ANDROID");
        counters.count("MALFORMED", ClaimedPlatform.UNKNOWN);
        assertThat(metrics.counts())
                .isEqualTo(Map.of(
                        "update.reason.LATE.platform.TPM2.rejected", 2L,
                        "update.reason.LATE.platform.ANDROID.rejected", 1L,
                        "update.reason.MALFORMED.platform.unknown.rejected", 1L));
    }

    @Test
    void aCredentialNobodyIssuedStillNamesItsPlatform() {
        SecureRandom random = new SecureRandom();
        TestDevice device = new TestDevice(new CredentialIssuer(OperatorKey.generate(random)), 1_000_000);
        assertThat(ClaimedPlatform.of(device.credential().encode())).isEqualTo("SOFTWARE_DEVELOPMENT");
    }

    @Test
    void whateverIsSentThePlatformIsOneOfTheEnumsOrUnknown() {
        byte[] good = new TestDevice(new CredentialIssuer(OperatorKey.generate(new SecureRandom())), 1_000_000)
                .credential()
                .encode();
        Random random = new Random(SEED);
        for (int i = 0; i < 3_000; i++) {
            byte[] damaged = Arrays.copyOf(good, i % 3 == 0 ? random.nextInt(good.length) : good.length);
            if (damaged.length > 0) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            assertThat(ClaimedPlatform.of(damaged))
                    .as("seed %s, case %s", SEED, i)
                    .isIn(NAMES);
        }
        assertThat(ClaimedPlatform.of("MADE_UP".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("unknown");
        assertThat(ClaimedPlatform.of(null)).isEqualTo("unknown");
    }
}
