package dev.tutti.device;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the core of the SDK may know, and that nothing but a test leaves a check out. */
final class ArchitectureTest {
    private static final JavaClasses MAIN =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("dev.tutti.device");

    @Test
    void theCoreKnowsTheProtocolAndWhoMayTakePartInItAndNoBrokerOrTrainer() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.bouncycastle..",
                        "org.apache.avro..",
                        "org.slf4j..",
                        "org.jspecify..",
                        "dev.tutti.schemas..",
                        "dev.tutti.secagg..",
                        "dev.tutti.attestation..",
                        "dev.tutti.enrolment..",
                        "dev.tutti.device..")
                .check(MAIN);
    }

    @Test
    void nothingIsFoundByReflection() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.reflect..")
                .check(MAIN);
        noClasses().should().callMethod(Class.class, "forName", String.class).check(MAIN);
    }

    @Test
    void aCheckIsLeftOutByTestsOfItsOwnPackageAlone() {
        methods().that().haveName("without").should().bePackagePrivate().check(MAIN);
        List<JavaMethod> seams = MAIN.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.getName().equals("without"))
                .toList();
        assertThat(seams.stream().map(method -> method.getOwner().getSimpleName()))
                .containsExactlyInAnyOrder("AnnouncementCheck", "JoinCheck", "DecryptorRules");
        assertThat(seams)
                .allSatisfy(seam -> assertThat(seam.getAccessesToSelf())
                        .as(seam.getFullName())
                        .isEmpty());
    }
}
