package dev.tutti.job;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.flink.LogRecord;
import dev.tutti.connectors.kafka.flink.LogSources;
import dev.tutti.connectors.kafka.flink.LogTicker;
import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.connectors.kafka.flink.SaidSink;
import dev.tutti.job.aggregate.OpenedSlice;
import dev.tutti.job.aggregate.RoundJudge;
import dev.tutti.job.aggregate.SliceAggregator;
import dev.tutti.job.aggregate.SliceKey;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.JobConfigFile;
import dev.tutti.job.model.ModelPublisher;
import dev.tutti.job.model.ModelSlice;
import dev.tutti.job.model.RoundDecision;
import dev.tutti.job.model.SliceWritten;
import dev.tutti.job.round.Announced;
import dev.tutti.job.round.CohortConclusion;
import dev.tutti.job.round.CohortSealer;
import dev.tutti.job.round.MemberMessage;
import dev.tutti.job.round.PlannerInput;
import dev.tutti.job.round.PlannerRouter;
import dev.tutti.job.round.ReplyRouter;
import dev.tutti.job.round.RoundPlanner;
import dev.tutti.job.round.SealerInput;
import dev.tutti.job.round.ShareBox;
import dev.tutti.job.round.SliceSignal;
import dev.tutti.job.update.RefusalSpeech;
import dev.tutti.job.update.RefusedUpdate;
import dev.tutti.job.update.UpdateRouter;
import dev.tutti.job.update.UpdateVerifier;
import dev.tutti.job.update.UploadEvidence;
import dev.tutti.job.update.VerifiedUpdate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job, top to bottom: update → round → aggregate → model. One sealer decides; slices obey; everything said leaves
 * through one exactly-once sink.
 */
public final class TuttiJob {
    private TuttiJob() {}

    /**
     * Starts the job: {@code TuttiJob <config file>}.
     *
     * @param args path of a properties file, see {@link JobConfigFile}
     */
    public static void main(String[] args) throws Exception {
        if (args.length != 1) {
            throw new IllegalArgumentException("expected one argument, the configuration file; were " + args.length);
        }
        JobConfig config = JobConfigFile.read(Path.of(args[0]));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        build(env, config);
        env.execute("tutti " + config.topicPrefix());
    }

    /** Adds the whole job to an environment. */
    public static void build(StreamExecutionEnvironment env, JobConfig config) {
        JobSettings.apply(env, config);
        Topics topics = config.topics();
        KafkaCluster cluster = KafkaCluster.at(config.bootstrapServers());
        LogSources sources = new LogSources(env, cluster, topics, config.transactionalIdPrefix());
        int p = config.parallelism();
        LogTicker.add(
                env,
                cluster,
                topics,
                List.of(topics.updates(), topics.replies()),
                Duration.ofMillis(config.tickMillis()),
                "log-ticker");

        // Round: check-ins and outcomes in, announcements out.
        SingleOutputStreamOperator<PlannerInput> plannerInput = sources.untimed(topics.checkIns(), 1, "check-ins")
                .union(sources.untimed(topics.outcomes(), 1, "outcomes"))
                .process(new PlannerRouter(config), TypeInformation.of(PlannerInput.class))
                .setParallelism(1)
                .uid("planner-router")
                .name("planner-router");
        SingleOutputStreamOperator<Announced> announced = plannerInput
                .keyBy(PlannerInput::population)
                .process(new RoundPlanner(config), TypeInformation.of(Announced.class))
                .setParallelism(1)
                .uid("round-planner")
                .name("round-planner");

        // Update: bytes to slices, shares to boxes, digests and headers to the verifier.
        DataStream<LogRecord> updates = sources.timed(topics.updates(), p, "updates");
        SingleOutputStreamOperator<UploadEvidence> evidence = updates.process(
                        new UpdateRouter(), TypeInformation.of(UploadEvidence.class))
                .setParallelism(p)
                .uid("update-router")
                .name("update-router");
        SingleOutputStreamOperator<VerifiedUpdate> verified = evidence.keyBy(UploadEvidence::device)
                .connect(announced.broadcast(UpdateVerifier.ANNOUNCEMENTS))
                .process(new UpdateVerifier(config), TypeInformation.of(VerifiedUpdate.class))
                .setParallelism(p)
                .uid("update-verifier")
                .name("update-verifier");
        DataStream<RefusedUpdate> refused = verified.getSideOutput(UpdateVerifier.REFUSED);

        // Round: the one decider hears of everything that concerns its cohort.
        DataStream<LogRecord> replies = sources.timed(topics.replies(), p, "replies");
        SingleOutputStreamOperator<MemberMessage> members = replies.process(
                        new ReplyRouter(), TypeInformation.of(MemberMessage.class))
                .setParallelism(p)
                .uid("reply-router")
                .name("reply-router");
        TypeInformation<SealerInput> sealerInput = TypeInformation.of(SealerInput.class);
        SingleOutputStreamOperator<SliceSignal> signals = announced
                .map(SealerInput::of, sealerInput)
                .setParallelism(1)
                .uid("sealer-in-announced")
                .union(
                        verified.map(SealerInput::of, sealerInput)
                                .setParallelism(p)
                                .uid("sealer-in-verified"),
                        refused.map(SealerInput::of, sealerInput)
                                .setParallelism(p)
                                .uid("sealer-in-refused"),
                        members.map(SealerInput::of, sealerInput)
                                .setParallelism(p)
                                .uid("sealer-in-members"))
                .keyBy(SealerInput::cohort)
                .process(new CohortSealer(config), TypeInformation.of(SliceSignal.class))
                .setParallelism(p)
                .uid("cohort-sealer")
                .name("cohort-sealer");
        SingleOutputStreamOperator<Said> voteRequests = evidence.getSideOutput(UpdateRouter.SHARES)
                .keyBy(share -> ShareBox.key(share.cohort(), share.member()))
                .connect(signals.getSideOutput(CohortSealer.SEALS)
                        .keyBy(seal -> ShareBox.key(seal.cohort(), seal.member())))
                .process(new ShareBox(config), Said.TYPE)
                .setParallelism(p)
                .uid("share-box")
                .name("share-box");

        // Aggregate: slices add what is admitted and open what is certified; the judge decides whether it counts.
        SingleOutputStreamOperator<OpenedSlice> opened = evidence.getSideOutput(UpdateRouter.CHUNKS)
                .keyBy(chunk -> SliceKey.of(chunk.cohort(), chunk.slice()), Types.STRING)
                .connect(signals.keyBy(signal -> SliceKey.of(signal.cohort(), signal.slice()), Types.STRING))
                .process(new SliceAggregator(config), TypeInformation.of(OpenedSlice.class))
                .setParallelism(p)
                .uid("slice-aggregator")
                .name("slice-aggregator");
        SingleOutputStreamOperator<RoundDecision> decisions = signals.getSideOutput(CohortSealer.CONCLUSIONS)
                .keyBy(CohortConclusion::population)
                .connect(opened.getSideOutput(SliceAggregator.VERDICTS).keyBy(verdict -> verdict.population()))
                .process(new RoundJudge(config), TypeInformation.of(RoundDecision.class))
                .setParallelism(1)
                .uid("round-judge")
                .name("round-judge");

        // Model: slices step and are written; the publisher joins and signs.
        SingleOutputStreamOperator<SliceWritten> written = opened.keyBy(
                        slice -> ModelSlice.key(slice.population(), slice.slice()))
                .connect(decisions
                        .getSideOutput(RoundJudge.STEPS)
                        .keyBy(step -> ModelSlice.key(step.population(), step.slice())))
                .process(new ModelSlice(config), TypeInformation.of(SliceWritten.class))
                .setParallelism(p)
                .uid("model-slice")
                .name("model-slice");
        SingleOutputStreamOperator<Said> published = decisions
                .keyBy(RoundDecision::population)
                .connect(written.keyBy(SliceWritten::population))
                .process(new ModelPublisher(config), Said.TYPE)
                .setParallelism(1)
                .uid("model-publisher")
                .name("model-publisher");

        // Everything said leaves by one door, with the checkpoint that holds the reason for saying it.
        SingleOutputStreamOperator<Said> refusals = refused.union(
                        evidence.getSideOutput(UpdateRouter.GARBAGE),
                        members.getSideOutput(ReplyRouter.GARBAGE),
                        plannerInput.getSideOutput(PlannerRouter.GARBAGE))
                .process(new RefusalSpeech(config), Said.TYPE)
                .setParallelism(1)
                .uid("refusal-speech")
                .name("refusal-speech");
        announced
                .getSideOutput(RoundPlanner.SAID)
                .union(
                        voteRequests,
                        signals.getSideOutput(CohortSealer.SAID),
                        decisions.getSideOutput(RoundJudge.SAID),
                        published,
                        refusals)
                .sinkTo(SaidSink.exactlyOnce(cluster, topics, config.transactionalIdPrefix()))
                .setParallelism(1)
                .uid("said")
                .name("said");
    }
}
