package dev.tutti.device.model;

import dev.tutti.schemas.model.TrainingPlan;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a plan file: Avro single-object encoding of {@link TrainingPlan}. Only that class is ever created, whatever the
 * bytes name, so no list of trusted packages is needed on the command line.
 */
final class PlanReader {
    private static final BinaryMessageDecoder<TrainingPlan> DECODER =
            new BinaryMessageDecoder<>(new OnlyPlans(), TrainingPlan.getClassSchema());

    private PlanReader() {}

    static TrainingPlan decode(byte[] bytes) throws ArtifactRefusedException {
        try {
            return DECODER.decode(bytes);
        } catch (IOException | AvroRuntimeException e) {
            throw new ArtifactRefusedException("expected a training plan in Avro's single-object encoding");
        }
    }

    private static final class OnlyPlans extends SpecificData {
        OnlyPlans() {
            super(OnlyPlans.class.getClassLoader());
        }

        @Override
        @SuppressWarnings("rawtypes") // Avro's signature
        public @Nullable Class getClass(Schema schema) {
            return schema.getType() == Schema.Type.RECORD ? TrainingPlan.class : super.getClass(schema);
        }
    }
}
