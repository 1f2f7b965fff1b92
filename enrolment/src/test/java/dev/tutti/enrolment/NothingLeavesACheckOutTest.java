package dev.tutti.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tutti.enrolment.revocation.RevocationFault;
import dev.tutti.enrolment.sortition.SortitionFault;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The attacks leave one check out through parameters that name what to be blind to. Only a test in the same package can
 * fill them in, and no class of the main sources but the one itself, which leaves nothing out.
 */
final class NothingLeavesACheckOutTest {
    private static final Set<String> FAULTS = Set.of(
            DossierFault.class.getName(),
            EnrolmentFault.class.getName(),
            RevocationFault.class.getName(),
            SortitionFault.class.getName());

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.tutti.enrolment");

    private static final List<JavaCodeUnit> SEAMS = MAIN.stream()
            .flatMap(type -> type.getCodeUnits().stream())
            .filter(unit -> !unit.getModifiers().contains(JavaModifier.PRIVATE)
                    && !unit.getModifiers().contains(JavaModifier.SYNTHETIC))
            .filter(unit -> unit.getParameterTypes().stream().anyMatch(NothingLeavesACheckOutTest::names))
            .toList();

    @Test
    void everyPlaceThatCanLeaveACheckOutIsKnownAndNoneCanBeReachedFromOutside() {
        assertThat(SEAMS.stream().map(unit -> unit.getOwner().getSimpleName() + "." + unit.getName()))
                .containsExactlyInAnyOrder(
                        "EnrolmentService.enrol",
                        "RevocationView.accept",
                        "SortitionCheck.check",
                        "SortitionCheck.check",
                        "SortitionCheck.check",
                        "Findings.<init>",
                        "DossierCheck.check",
                        "Findings.<init>");
        assertThat(SEAMS)
                .noneMatch(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC)
                        || unit.getModifiers().contains(JavaModifier.PROTECTED));
    }

    @Test
    void noMainClassUsesOneButTheClassItself() {
        for (JavaCodeUnit seam : SEAMS) {
            assertThat(seam.getAccessesToSelf().stream().map(access -> outermost(access.getOriginOwner())))
                    .as(seam.getFullName())
                    .containsOnly(outermost(seam.getOwner()));
        }
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().orElse(type);
    }

    private static boolean names(JavaType parameter) {
        return parameter instanceof JavaParameterizedType generic
                && generic.getActualTypeArguments().stream().anyMatch(argument -> FAULTS.contains(argument.getName()));
    }
}
