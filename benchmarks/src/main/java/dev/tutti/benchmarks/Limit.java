package dev.tutti.benchmarks;

import dev.tutti.benchmarks.secagg.Workload;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Something that any implementation is bound by, measured here and on the machine of the peers' figures.
 *
 * @param method the benchmark
 * @param what for the table
 * @param unit of the rates
 * @param amount units per operation
 * @param peersRate units per second where the peers were measured; NaN where that was not measured
 */
record Limit(String method, String what, String unit, double amount, double peersRate) {
    private static final double GB = 1e9;

    /** In the order of the table. The peers' machine: two virtual Xeon cores with AVX-512 and VAES, Java 17. */
    static final List<Limit> ALL = List.of(
            new Limit("addOneSource", "long[] += long[], one source", "GB/s", added(1), Double.NaN),
            new Limit("addManySources", "long[] += long[], many sources", "GB/s", added(Workload.SOURCES), Double.NaN),
            new Limit("copy", "copy of 64 MiB", "GB/s", Workload.COPY_BYTES / GB, 5.6),
            new Limit("aesCtr", "AES-128-CTR (JDK)", "GB/s", Workload.STREAM_BYTES / GB, 18),
            new Limit("chaCha20", "ChaCha20 (JDK)", "GB/s", Workload.STREAM_BYTES / GB, 0.4),
            new Limit("shake128", "SHAKE128 (Bouncy Castle)", "GB/s", Workload.STREAM_BYTES / GB, 0.384),
            new Limit("sha256", "SHA-256 (JDK)", "GB/s", Workload.STREAM_BYTES / GB, 1.44),
            new Limit("ecdsaVerify", "ECDSA P-256 verification (Bouncy Castle)", "per s", 1, 4196),
            new Limit("x25519", "X25519 agreement (Bouncy Castle)", "per s", 1, 11480));

    /** Bytes read from the source, as GB. */
    private static double added(int sources) {
        return (double) sources * Workload.COEFFICIENTS * Long.BYTES / GB;
    }

    double rate(Measurements measured) {
        return amount / (measured.limit(method) / 1000);
    }

    /** How many times as fast as the peers' machine this one is, by this limit. */
    double speed(Measurements measured) {
        return rate(measured) / peersRate;
    }

    /** Geometric mean of the speeds that are known; NaN when none is. */
    static double yardstick(Measurements measured) {
        return Math.exp(speeds(measured).map(Math::log).average().orElse(Double.NaN));
    }

    private static DoubleStream speeds(Measurements measured) {
        return ALL.stream().mapToDouble(limit -> limit.speed(measured)).filter(Double::isFinite);
    }
}
