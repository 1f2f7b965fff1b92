package dev.tutti.job.round;

import dev.tutti.connectors.kafka.flink.LogRecord;
import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.job.announcement.Announced;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.refusal.RefusedUpdate;
import dev.tutti.job.update.UpdateFlow;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Wires the deciding half of the round noun: one sealer hears of everything that concerns its cohort; share boxes ask
 * the members to vote.
 *
 * @param signals orders to the slices
 * @param conclusions how cohorts ended here, for the judge
 * @param said what devices and members are told
 * @param garbage records nothing can be made of
 */
public record SealFlow(
        DataStream<SliceSignal> signals,
        DataStream<CohortConclusion> conclusions,
        DataStream<Said> said,
        DataStream<RefusedUpdate> garbage) {
    private static final TypeInformation<SealerInput> INPUT = TypeInformation.of(SealerInput.class);

    /**
     * Adds sealer and share boxes.
     *
     * @param announced rounds that open
     * @param updates verified and refused updates, and the sealed shares
     * @param replies the replies topic on the monotone log clock
     */
    public static SealFlow of(
            DataStream<Announced> announced, UpdateFlow updates, DataStream<LogRecord> replies, JobConfig config) {
        SingleOutputStreamOperator<MemberMessage> members = replies.process(
                        new ReplyRouter(), TypeInformation.of(MemberMessage.class))
                .uid("reply-router")
                .name("reply-router");
        SingleOutputStreamOperator<SliceSignal> signals = input(announced, SealerInput::of, "announced")
                .union(
                        input(updates.verified(), SealerInput::of, "verified"),
                        input(updates.refused(), SealerInput::of, "refused"),
                        input(members, SealerInput::of, "members"))
                .keyBy(SealerInput::cohort)
                .process(new CohortSealer(config), TypeInformation.of(SliceSignal.class))
                .uid("cohort-sealer")
                .name("cohort-sealer");
        DataStream<Said> voteRequests = updates.shares()
                .keyBy(share -> ShareBox.key(share.cohort(), share.member()))
                .connect(signals.getSideOutput(CohortSealer.BOXES)
                        .keyBy(signal -> ShareBox.key(signal.cohort(), signal.member())))
                .process(new ShareBox(config), Said.TYPE)
                .uid("share-box")
                .name("share-box");
        return new SealFlow(
                signals,
                signals.getSideOutput(CohortSealer.CONCLUSIONS),
                signals.getSideOutput(CohortSealer.SAID).union(voteRequests),
                members.getSideOutput(ReplyRouter.GARBAGE));
    }

    private static <T> DataStream<SealerInput> input(
            DataStream<T> from, MapFunction<T, SealerInput> wrap, String name) {
        return from.map(wrap, INPUT).uid("sealer-in-" + name).name("sealer-in-" + name);
    }
}
