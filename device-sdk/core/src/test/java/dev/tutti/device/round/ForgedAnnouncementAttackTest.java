package dev.tutti.device.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.fixture.ColludingMember;
import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestDevice;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.model.SignedModel;
import dev.tutti.device.update.TrainedUpdate;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.ModelManifest;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An announcement that the operator did not sign (docs/protocol.md, "Device, before it masks"): somebody with a handful of
 * enrolled devices announces a round of their own and opens whatever is sent to it.
 */
final class ForgedAnnouncementAttackTest {
    private final TestClock clock = new TestClock();
    private final TestOperator operator = new TestOperator(new Network(), clock);
    private final SignedModel model = operator.publishNext();
    private final TrainedUpdate update = TestDevice.trained(model, 1);
    private final List<ColludingMember> own =
            ColludingMember.enrolled(TestOperator.MEMBERS, operator, clock.millis() + 3_600_000);
    private final Announcement terms =
            operator.terms(1, 1, own.stream().map(ColludingMember::checkIn).toList());
    private final TestDevice victim;

    ForgedAnnouncementAttackTest(@TempDir Path directory) {
        victim = TestDevice.enrolled(operator, directory, clock);
    }

    @AfterEach
    void closeDevice() {
        victim.close();
    }

    @ParameterizedTest
    @EnumSource(Forgery.class)
    void withoutTheSignatureCheckTheForgerOpensTheVictimsUpdateAlone(Forgery forgery) {
        AnnouncementReader credulous = new AnnouncementReader((label, message, signature) -> true);

        OpenRound round = ((AnnouncementReader.Signed) credulous.read(forge(forgery))).round();
        assertThat(new AnnouncementCheck(TestOperator.POPULATION, operator.trust(), TestOperator.floor())
                        .check(round, clock.millis()))
                .isEmpty();
        MaskedUpdate masked = victim.mask(update, round);

        assertThat(ColludingMember.openAlone(terms, masked, own)).isEqualTo(TestDevice.encoded(update, terms));
    }

    @ParameterizedTest
    @EnumSource(Forgery.class)
    void aForgedAnnouncementIsNotEvenParsed(Forgery forgery) {
        AnnouncementReader reader = new AnnouncementReader(operator.trust().operator());

        AnnouncementReader.Reading reading = reader.read(forge(forgery));

        assertThat(((AnnouncementReader.Refused) reading).refusal().fault())
                .isEqualTo(JoinFault.BAD_OPERATOR_SIGNATURE);
    }

    /** Where the signature comes from. */
    private enum Forgery {
        SOMEBODY_ELSES_KEY,
        THE_OPERATORS_OVER_OTHER_TERMS,
        THE_OPERATORS_UNDER_ANOTHER_LABEL,
        NONE
    }

    private RoundAnnouncement forge(Forgery forgery) {
        byte[] bytes = terms.encode();
        byte[] honest = operator.terms(
                        1,
                        1,
                        operator.committee().stream().map(TestMember::checkIn).toList())
                .encode();
        byte[] signature = switch (forgery) {
            case SOMEBODY_ELSES_KEY -> new TestOperator(new Network(), clock).signature(Announcement.LABEL, bytes);
            case THE_OPERATORS_OVER_OTHER_TERMS -> operator.signature(Announcement.LABEL, honest);
            case THE_OPERATORS_UNDER_ANOTHER_LABEL -> operator.signature(ModelManifest.LABEL, bytes);
            case NONE -> new byte[0];
        };
        return TestOperator.envelope(bytes, signature);
    }
}
