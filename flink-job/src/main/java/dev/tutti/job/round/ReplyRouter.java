package dev.tutti.job.round;

import dev.tutti.connectors.kafka.MalformedRecordException;
import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.flink.LogRecord;
import dev.tutti.job.refusal.RefusedUpdate;
import dev.tutti.schemas.round.CohortVote;
import dev.tutti.schemas.round.LogTick;
import dev.tutti.schemas.round.UnmaskReply;
import dev.tutti.schemas.update.RejectReason;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** Reads the replies log into members' messages. Checks nothing but the record's shape; the sealer checks the rest. */
public final class ReplyRouter extends ProcessFunction<LogRecord, MemberMessage> {
    private static final long serialVersionUID = 1L;

    /** Records nothing can be made of. */
    public static final OutputTag<RefusedUpdate> GARBAGE =
            new OutputTag<>("reply-garbage", TypeInformation.of(RefusedUpdate.class));

    @Override
    public void processElement(LogRecord log, Context ctx, Collector<MemberMessage> out) {
        SpecificRecord read;
        try {
            read = RecordCodec.decode(log.value());
        } catch (MalformedRecordException e) {
            ctx.output(GARBAGE, garbage(log, String.valueOf(e.getMessage())));
            return;
        }
        if (read instanceof LogTick) {
            return;
        }
        MemberMessage message = message(read, log);
        if (message == null) {
            ctx.output(
                    GARBAGE,
                    garbage(
                            log,
                            "expected a vote or a reply, found "
                                    + read.getSchema().getName()));
            return;
        }
        out.collect(message);
    }

    private static @Nullable MemberMessage message(SpecificRecord read, LogRecord log) {
        if (read instanceof CohortVote vote && vote.getAnnouncementHash().remaining() == 32) {
            boolean refusal = vote.getStatement() == null;
            return new MemberMessage(
                    refusal ? MemberMessage.Kind.REFUSAL : MemberMessage.Kind.VOTE,
                    hex(vote.getAnnouncementHash()),
                    vote.getMemberIndex(),
                    bytes(vote.getStatement()),
                    bytes(vote.getSignature()),
                    vote.getRefusal(),
                    log.logTimeMillis());
        }
        if (read instanceof UnmaskReply reply && reply.getAnnouncementHash().remaining() == 32) {
            return new MemberMessage(
                    MemberMessage.Kind.REPLY,
                    hex(reply.getAnnouncementHash()),
                    reply.getMemberIndex(),
                    bytes(reply.getStatement()),
                    bytes(reply.getSignature()),
                    null,
                    log.logTimeMillis());
        }
        return null;
    }

    private static RefusedUpdate garbage(LogRecord log, String detail) {
        return new RefusedUpdate(
                "",
                null,
                null,
                RejectReason.MALFORMED.name(),
                "replies: " + detail,
                log.partition(),
                log.offset(),
                log.logTimeMillis());
    }

    private static String hex(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return HexFormat.of().formatHex(copy);
    }

    private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }
}
