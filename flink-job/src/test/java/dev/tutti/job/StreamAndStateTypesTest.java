package dev.tutti.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.job.aggregate.HeardCohort;
import dev.tutti.job.aggregate.ModelStep;
import dev.tutti.job.aggregate.OpenedSlice;
import dev.tutti.job.aggregate.Promotion;
import dev.tutti.job.aggregate.RoundDecision;
import dev.tutti.job.aggregate.RoundJudge;
import dev.tutti.job.aggregate.SliceProgress;
import dev.tutti.job.aggregate.SliceVerdict;
import dev.tutti.job.announcement.Announced;
import dev.tutti.job.announcement.PlannerInput;
import dev.tutti.job.announcement.PlannerState;
import dev.tutti.job.announcement.ShownEligibility;
import dev.tutti.job.model.ModelPublisher;
import dev.tutti.job.model.ModelSlice;
import dev.tutti.job.model.SliceWritten;
import dev.tutti.job.refusal.RefusalSpeech;
import dev.tutti.job.refusal.RefusedUpdate;
import dev.tutti.job.round.BoxSignal;
import dev.tutti.job.round.Candidate;
import dev.tutti.job.round.CohortConclusion;
import dev.tutti.job.round.CohortState;
import dev.tutti.job.round.MemberMessage;
import dev.tutti.job.round.SealNotice;
import dev.tutti.job.round.SealerInput;
import dev.tutti.job.round.SignedBytes;
import dev.tutti.job.round.SliceSignal;
import dev.tutti.job.update.ChunkArrived;
import dev.tutti.job.update.DoorLedger;
import dev.tutti.job.update.PushedOut;
import dev.tutti.job.update.ShareArrived;
import dev.tutti.job.update.UploadEvidence;
import dev.tutti.job.update.UploadProgress;
import dev.tutti.job.update.VerifiedUpdate;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that crosses a channel or rests in a checkpoint has a serialiser of its own: Kryo's bytes survive nothing. */
class StreamAndStateTypesTest {
    @ParameterizedTest
    @ValueSource(
            classes = {
                Said.class,
                OpenedSlice.class,
                SliceVerdict.class,
                SliceProgress.class,
                RoundJudge.Docket.class,
                RoundJudge.Bench.class,
                HeardCohort.class,
                Promotion.class,
                ModelStep.class,
                RoundDecision.class,
                SliceWritten.class,
                ModelSlice.Weights.class,
                ModelPublisher.Ended.class,
                ModelPublisher.Written.class,
                Announced.class,
                Candidate.class,
                CohortConclusion.class,
                CohortState.class,
                MemberMessage.class,
                PlannerInput.class,
                PlannerState.class,
                ShownEligibility.class,
                BoxSignal.class,
                SealNotice.class,
                SealerInput.class,
                SignedBytes.class,
                SliceSignal.class,
                ChunkArrived.class,
                RefusedUpdate.class,
                RefusalSpeech.Minute.class,
                ShareArrived.class,
                UploadEvidence.class,
                DoorLedger.class,
                PushedOut.class,
                UploadProgress.class,
                VerifiedUpdate.class
            })
    void hasASerializerWithoutKryo(Class<?> type) {
        Configuration withoutKryo = new Configuration();
        withoutKryo.set(PipelineOptions.GENERIC_TYPES, false);
        assertThat(TypeInformation.of(type).createSerializer(new SerializerConfigImpl(withoutKryo)))
                .isNotNull();
    }
}
