package dev.tutti.job.round;

import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.round.SealNotice.SealedContributor;
import dev.tutti.job.update.ShareArrived;
import dev.tutti.schemas.round.CohortContributor;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.cohort.MerkleTree;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keeps the sealed shares of one decryptor until its cohort is sealed, then asks it to vote. Keyed by (cohort, member).
 *
 * <p>Shares are kept by the hash their device signed for, so nobody can put another in their place.
 * Shares and the sealer's orders may come in either order: the request leaves when the seal and all its shares are
 * there. Shares of an update that is turned away, and of a round that burns, are forgotten.
 */
public final class ShareBox extends KeyedCoProcessFunction<String, ShareArrived, BoxSignal, Said> {
    private static final long serialVersionUID = 1L;
    /** Bytes of contributors per request part: under the 900 KiB of the wire with room for the envelope. */
    private static final int PART_BYTES = 800 * 1024;

    private final JobConfig config;
    private transient MapState<String, ShareArrived> shares;
    private transient ValueState<SealNotice> waiting;
    /** Uploads turned away whose share has not arrived yet. */
    private transient MapState<String, Boolean> rejected;
    /** The member was asked, or never will be: nothing more happens here. */
    private transient ValueState<Boolean> done;
    /** How many terms these shares have been kept: they get a second one when the log clock jumps over the first. */
    private transient ValueState<Integer> terms;

    private transient Topics topics;

    /** @param config topics to speak on, and how long to keep shares */
    public ShareBox(JobConfig config) {
        this.config = config;
    }

    /** Key of a member's box. */
    public static String key(String cohort, int member) {
        return cohort + "/" + member;
    }

    @Override
    public void open(OpenContext context) {
        var runtime = getRuntimeContext();
        shares = runtime.getMapState(
                new MapStateDescriptor<>("shares", Types.STRING, TypeInformation.of(ShareArrived.class)));
        waiting = runtime.getState(new ValueStateDescriptor<>("seal", TypeInformation.of(SealNotice.class)));
        rejected = runtime.getMapState(new MapStateDescriptor<>("rejected", Types.STRING, Types.BOOLEAN));
        done = runtime.getState(new ValueStateDescriptor<>("done", Types.BOOLEAN));
        terms = runtime.getState(new ValueStateDescriptor<>("terms", Types.INT));
        topics = config.topics();
    }

    @Override
    public void processElement1(ShareArrived share, Context ctx, Collector<Said> out) throws Exception {
        if (done.value() != null) {
            return;
        }
        startTerm(share.logTime(), ctx);
        String upload = key(share.device(), share.upload());
        if (rejected.contains(upload)) {
            rejected.remove(upload);
            return;
        }
        shares.put(upload, share);
        SealNotice notice = waiting.value();
        if (notice != null) {
            askIfWhole(notice, out);
        }
    }

    @Override
    public void processElement2(BoxSignal signal, Context ctx, Collector<Said> out) throws Exception {
        if (done.value() != null) {
            return;
        }
        // A signal can come before any share: then the wall clock stands in for the log's.
        startTerm(ctx.timerService().currentProcessingTime(), ctx);
        switch (signal.kind()) {
            case SEAL -> {
                SealNotice notice = Objects.requireNonNull(signal.notice());
                waiting.update(notice);
                askIfWhole(notice, out);
            }
            case REJECT -> {
                String upload = key(Objects.requireNonNull(signal.device()), Objects.requireNonNull(signal.upload()));
                if (shares.contains(upload)) {
                    shares.remove(upload);
                } else {
                    rejected.put(upload, true);
                }
            }
            case DROP -> finish();
        }
    }

    private void startTerm(long logTime, Context ctx) throws Exception {
        if (terms.value() == null) {
            terms.update(1);
            ctx.timerService().registerEventTimeTimer(logTime + config.bytesTtlMillis());
        }
    }

    private void finish() throws Exception {
        done.update(true);
        waiting.clear();
        shares.clear();
        rejected.clear();
    }

    private void askIfWhole(SealNotice notice, Collector<Said> out) throws Exception {
        List<CohortContributor> contributors =
                new ArrayList<>(notice.contributors().size());
        for (SealedContributor c : notice.contributors()) {
            ShareArrived share = shares.get(key(c.device(), c.upload()));
            if (share == null || !share.leaf().equals(leaf(c, notice.member()))) {
                return;
            }
            contributors.add(contributor(c, share.sealed(), notice.member()));
        }
        send(notice, contributors, out);
        finish();
    }

    private static String key(String device, String upload) {
        return device + "/" + upload;
    }

    private static String leaf(SealedContributor c, int member) {
        return HexFormat.of().formatHex(c.shareLeaves(), (member - 1) * Digest.BYTES, member * Digest.BYTES);
    }

    private static CohortContributor contributor(SealedContributor c, byte[] sealed, int member) {
        List<Digest> leaves = new ArrayList<>();
        for (int at = 0; at < c.shareLeaves().length; at += Digest.BYTES) {
            byte[] leaf = new byte[Digest.BYTES];
            System.arraycopy(c.shareLeaves(), at, leaf, 0, leaf.length);
            leaves.add(Digest.of(leaf));
        }
        List<ByteBuffer> proof = new ArrayList<>();
        for (Digest sibling : MerkleTree.ofLeafHashes(leaves).proof(member - 1)) {
            proof.add(ByteBuffer.wrap(sibling.bytes()));
        }
        return CohortContributor.newBuilder()
                .setStatement(ByteBuffer.wrap(c.statement()))
                .setSignature(ByteBuffer.wrap(c.signature()))
                .setCredential(ByteBuffer.wrap(c.credential()))
                .setSealedShare(ByteBuffer.wrap(sealed))
                .setShareProof(proof)
                .build();
    }

    private void send(SealNotice notice, List<CohortContributor> contributors, Collector<Said> out) {
        List<List<CohortContributor>> parts = parts(contributors);
        byte[] memberDevice = HexFormat.of().parseHex(notice.memberDevice());
        for (int part = 0; part < parts.size(); part++) {
            VoteRequest request = VoteRequest.newBuilder()
                    .setAnnouncementHash(ByteBuffer.wrap(HexFormat.of().parseHex(notice.cohort())))
                    .setMemberIndex(notice.member())
                    .setDeviceId(ByteBuffer.wrap(memberDevice))
                    .setCohortRoot(ByteBuffer.wrap(notice.cohortRoot()))
                    .setPart(part)
                    .setParts(parts.size())
                    .setContributors(parts.get(part))
                    .build();
            out.collect(Said.of(topics.requests(), memberDevice, request));
        }
    }

    private static List<List<CohortContributor>> parts(List<CohortContributor> contributors) {
        List<List<CohortContributor>> parts = new ArrayList<>();
        List<CohortContributor> current = new ArrayList<>();
        int bytes = 0;
        for (CohortContributor c : contributors) {
            int size = c.getStatement().remaining()
                    + c.getSignature().remaining()
                    + c.getCredential().remaining()
                    + c.getSealedShare().remaining()
                    + Digest.BYTES * c.getShareProof().size()
                    + 64;
            if (bytes + size > PART_BYTES && !current.isEmpty()) {
                parts.add(current);
                current = new ArrayList<>();
                bytes = 0;
            }
            current.add(c);
            bytes += size;
        }
        parts.add(current);
        return parts;
    }

    @Override
    public void onTimer(long now, OnTimerContext ctx, Collector<Said> out) throws Exception {
        Integer term = terms.value();
        if (done.value() == null && term != null && term == 1) {
            terms.update(2);
            ctx.timerService()
                    .registerEventTimeTimer(
                            Math.max(now, ctx.timerService().currentWatermark()) + config.bytesTtlMillis());
            return;
        }
        shares.clear();
        waiting.clear();
        rejected.clear();
        done.clear();
        terms.clear();
    }
}
