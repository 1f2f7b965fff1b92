package dev.tutti.benchmarks.secagg;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.encode.UpdateEncoder;
import dev.tutti.secagg.mask.GaussianSampler;
import dev.tutti.secagg.mask.LatticeMask;
import dev.tutti.secagg.mask.PublicPolynomials;
import dev.tutti.secagg.mask.SecretStream;
import dev.tutti.secagg.ring.PolynomialPacking;
import dev.tutti.secagg.seal.ShareBinding;
import dev.tutti.secagg.seal.ShareSealer;
import dev.tutti.secagg.share.SecretSharing;
import dev.tutti.secagg.share.ShareBytes;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.update.MaskedUpdate;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What one update costs its device: the whole, and the parts it consists of. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills fields before it measures
public class DeviceBenchmark {
    /** Parameters of the model. */
    @Param({"100000", "1000000"})
    public int dimension;

    /** Ring and sealing. */
    @Param({"ONE_PRIME"})
    public Terms terms;

    private final SecureRandom random = new SecureRandom();
    private BenchmarkRound round;
    private Announcement announcement;
    private Digest announcementHash;
    private SoftwareDevice device;
    private SignedCredential credential;
    private float[] delta;
    private int[] slots;
    private MaskedUpdate update;
    private int[] secret;
    private int[] error;
    private long[] message;
    private long[] polynomial;
    private LatticeMask mask;
    private int polynomials;

    /** Announces a round and makes one update, from which the parts take their inputs. */
    @Setup
    public void prepare() {
        round = new BenchmarkRound(dimension, terms);
        announcement = round.announcement();
        announcementHash = announcement.digest();
        device = new SoftwareDevice(random);
        credential = round.enrol(device);
        delta = round.delta(1);
        slots = encode();
        update = maskShareSealSign();
        int degree = announcement.ring().degree();
        secret = new int[degree];
        error = new int[degree];
        message = new long[announcement.ring().residues()];
        try (GaussianSampler sampler = new GaussianSampler(random)) {
            sampler.fill(secret);
        }
        mask = LatticeMask.of(announcement.ring(), announcement.encoding().plaintextBits(), secret);
        polynomial = PublicPolynomials.expand(announcementHash, 0, announcement.ring());
        polynomials = round.layout().totalPolynomials();
    }

    /** The acceptance's operation: encode, mask, share, seal, sign. */
    @Benchmark
    public MaskedUpdate whole() {
        return round.contribute(device, credential, encode());
    }

    /** All but the encoding. */
    @Benchmark
    public MaskedUpdate maskShareSealSign() {
        return round.contribute(device, credential, slots);
    }

    /** Clip, weight, round. */
    @Benchmark
    public int[] encode() {
        // What the device SDK rounds with.
        try (SecretStream rounding = new SecretStream(random)) {
            return new UpdateEncoder(announcement.encoding(), round.layout())
                    .encode(delta, round.weight(), round.evaluation(), rounding);
        }
    }

    /** All Gaussian errors of one update. */
    @Benchmark
    public int[] sample() {
        try (GaussianSampler sampler = new GaussianSampler(random)) {
            for (int i = 0; i < polynomials; i++) {
                sampler.fill(error);
            }
        }
        return error;
    }

    /** All public polynomials of one update. */
    @Benchmark
    public long expand() {
        long last = 0;
        for (int i = 0; i < polynomials; i++) {
            last ^= PublicPolynomials.expand(announcementHash, i, announcement.ring())[0];
        }
        return last;
    }

    /** a·s, back from the transformed domain, and errors and messages added. */
    @Benchmark
    public long multiplyAndTransform() {
        long last = 0;
        for (int i = 0; i < polynomials; i++) {
            last ^= mask.mask(polynomial, error, message)[0];
        }
        return last;
    }

    /** Ciphertext to wire bytes. */
    @Benchmark
    public long pack() {
        long last = 0;
        for (int i = 0; i < polynomials; i++) {
            last ^= PolynomialPacking.pack(polynomial, announcement.ring())[0];
        }
        return last;
    }

    /** Digests of all chunks. */
    @Benchmark
    public List<Digest> hash() {
        return update.chunks().stream().map(Digest::sha256).toList();
    }

    /** Shares for all members. */
    @Benchmark
    public List<byte[]> share() {
        List<byte[]> shares = new ArrayList<>();
        try (SecretSharing sharing = SecretSharing.of(secret, announcement.committee(), random)) {
            for (Seat seat : announcement.seats()) {
                shares.add(ShareBytes.write(sharing.sharesOf(seat.memberIndex())));
            }
        }
        return shares;
    }

    /** All shares sealed. */
    @Benchmark
    public List<byte[]> seal() {
        byte[] share = new byte[ShareBytes.length(announcement.blocks())];
        List<byte[]> sealed = new ArrayList<>();
        for (Seat seat : announcement.seats()) {
            ShareBinding binding = new ShareBinding(
                    announcementHash,
                    announcement.round(),
                    credential.credential().device(),
                    seat.memberIndex(),
                    update.signed().statement().ciphertextDigest());
            sealed.add(ShareSealer.seal(seat.checkIn().statement().sealingKey(), binding, share, random));
        }
        return sealed;
    }

    /** One signature. */
    @Benchmark
    public byte[] sign() {
        return device.sign(update.signed().statement().encode());
    }
}
