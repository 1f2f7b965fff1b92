package dev.tutti.benchmarks.secagg;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.cohort.MerkleTree;
import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.unmask.CommitteeOpening;
import dev.tutti.secagg.unmask.SliceAccumulator;
import dev.tutti.secagg.unmask.SliceOpening;
import dev.tutti.secagg.update.MaskedUpdate;
import dev.tutti.secagg.update.UpdateCheck;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a round costs the job: of n announced devices and of the members the same share drops out; what came is added
 * from its wire bytes and opened to the exact sum.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills fields before it measures
public class ServerBenchmark {
    /** Parameters of the model. */
    @Param({"100000", "1000000"})
    public int dimension;

    /** Devices that set out. */
    @Param({"100"})
    public int contributors;

    /** Per cent of devices, and of members, that never answer. */
    @Param({"0", "10", "30"})
    public int dropOut;

    /** Ring and sealing. */
    @Param({"ONE_PRIME"})
    public Terms terms;

    private BenchmarkRound round;
    private Announcement announcement;
    private VectorLayout layout;
    private final List<MaskedUpdate> updates = new ArrayList<>();
    private final Map<Integer, int[]> replies = new TreeMap<>();
    private long[] plainSum;
    private List<long[]> masked;
    private List<long[]> scratch;

    /** Makes the updates that arrive and the replies of the members that are left. */
    @Setup
    public void prepare() {
        round = new BenchmarkRound(dimension, terms);
        announcement = round.announcement();
        layout = round.layout();
        plainSum = new long[layout.totalSlots()];
        SecureRandom random = new SecureRandom();
        int arriving = contributors - contributors * dropOut / 100;
        for (int i = 0; i < arriving; i++) {
            int[] slots = round.slots(i);
            for (int slot = 0; slot < slots.length; slot++) {
                plainSum[slot] += slots[slot];
            }
            SoftwareDevice device = new SoftwareDevice(random);
            SignedCredential credential = round.enrol(device);
            updates.add(round.contribute(device, credential, slots));
        }
        int members = announcement.committee().members();
        for (int member = 1; member <= members - members * dropOut / 100; member++) {
            replies.put(member, round.reply(member, updates));
        }
        masked = addAll();
        scratch = addAll();
    }

    /** A sum that is not the plain sum would be a figure without worth. */
    @TearDown
    public void check() {
        for (SliceSum sum : open(addAll())) {
            int first = layout.firstSlotOf(sum.slice()) + VectorLayout.CONTROL_SLOTS;
            for (int i = 0; i < sum.parameters().length; i++) {
                if (sum.parameters()[i] != plainSum[first + i]) {
                    throw new IllegalStateException("slice " + sum.slice() + " does not open to the plain sum");
                }
            }
        }
    }

    /** The acceptance's operation: unpack from wire bytes, add, unmask to the exact sum. */
    @Benchmark
    public List<SliceSum> whole() {
        return open(addAll());
    }

    /** Unpacks and adds every update. */
    @Benchmark
    public List<long[]> addAll() {
        List<long[]> sums = new ArrayList<>();
        for (int slice = 0; slice < layout.slices(); slice++) {
            sums.add(new long[layout.polynomialsIn(slice) * announcement.ring().residues()]);
        }
        for (MaskedUpdate update : updates) {
            add(update, sums);
        }
        return sums;
    }

    /** Unpacks and adds one update, the same again and again: beside {@code addOneSource}. */
    @Benchmark
    public List<long[]> addOne() {
        add(updates.get(0), scratch);
        return scratch;
    }

    /** Recovers S and opens every slice. */
    @Benchmark
    public List<SliceSum> unmask() {
        return open(masked);
    }

    /** Recovers S alone. */
    @Benchmark
    public int[] recover() {
        return ((CommitteeOpening.Recovered) CommitteeOpening.recover(announcement, updates.size(), replies))
                .secretSum();
    }

    /** Everything that says who sent what: header, credential, signature, digests of chunks and shares. */
    @Benchmark
    public int authenticate() {
        CredentialTrust trust = round.trust();
        int valid = 0;
        for (MaskedUpdate update : updates) {
            List<Digest> digests = update.chunks().stream().map(Digest::sha256).toList();
            if (digests.equals(update.signed().statement().chunkDigests())
                    && MerkleTree.of(update.sealedShares())
                            .root()
                            .equals(update.signed().statement().shareRoot())
                    && UpdateCheck.check(announcement, update.signed(), trust, BenchmarkRound.NOW)
                            .isEmpty()) {
                valid++;
            }
        }
        if (valid != updates.size()) {
            throw new IllegalStateException("an honest update was refused");
        }
        return valid;
    }

    private void add(MaskedUpdate update, List<long[]> sums) {
        int residues = announcement.ring().residues();
        for (int chunk = 0; chunk < update.chunks().size(); chunk++) {
            int slice = layout.sliceOfChunk(chunk);
            int from = (layout.firstPolynomialOfChunk(chunk) - layout.firstPolynomialOf(slice)) * residues;
            SliceAccumulator.add(
                    sums.get(slice),
                    from,
                    update.chunks().get(chunk),
                    announcement.ring(),
                    announcement.limits().maxContributors());
        }
    }

    private List<SliceSum> open(List<long[]> sums) {
        int[] secretSum = recover();
        List<SliceSum> opened = new ArrayList<>();
        for (int slice = 0; slice < sums.size(); slice++) {
            SliceOpening.Result result =
                    SliceOpening.open(announcement, slice, sums.get(slice), secretSum, updates.size());
            opened.add(((SliceOpening.Opened) result).sum());
        }
        return opened;
    }
}
