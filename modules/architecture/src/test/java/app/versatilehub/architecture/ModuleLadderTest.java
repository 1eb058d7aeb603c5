package app.versatilehub.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;

/** Who may know whom. */
@AnalyzeClasses(
    packages = ModuleLadderTest.ROOT,
    importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleLadderTest {

  static final String ROOT = "app.versatilehub";

  private static final String DOCUMENTS = ROOT + ".documents..";
  private static final String TOPOLOGY = ROOT + ".topology..";
  private static final String SHARED = ROOT + ".shared..";
  private static final String CHAT = ROOT + ".chat..";
  private static final String HUB = ROOT + ".hub..";
  private static final String CONFIGURATION = ROOT + ".configuration..";
  private static final String READERS = ROOT + ".readers..";
  private static final String LIVE = ROOT + ".live..";
  private static final String DOCKER_PLAN = ROOT + ".dockerplan..";
  private static final String PICTURES = ROOT + ".pictures..";
  private static final String VERIFICATION = ROOT + ".verification..";
  private static final String OPERATIONS = ROOT + ".operations..";
  private static final String FIREWALL = ROOT + ".firewall..";
  private static final String PROVISIONING = ROOT + ".provisioning..";
  private static final String TESTING = ROOT + ".testing..";
  private static final String STACK = ROOT + ".stack..";
  private static final String CLI = ROOT + ".cli..";

  private static final String PULUMI = "com.pulumi..";
  private static final String DOCKER_JAVA = "com.github.dockerjava..";
  private static final String PULUMI_DOCKER = "com.pulumi.docker..";

  @ArchTest
  static final ArchRule topologyKnowsOnlyTheJdkAndRangesOfAddresses =
      knowsOnly(TOPOLOGY, "com.github.jgonian.ipmath..");

  @ArchTest static final ArchRule sharedKnowsOnlyTheTopology = knowsOnly(SHARED, TOPOLOGY);

  @ArchTest
  static final ArchRule chatKnowsOnlyTheTopologyAndShared = knowsOnly(CHAT, TOPOLOGY, SHARED);

  @ArchTest
  static final ArchRule hubKnowsOnlyTheTopologyAndShared = knowsOnly(HUB, TOPOLOGY, SHARED);

  @ArchTest
  static final ArchRule chatDoesNotKnowHub =
      noClasses()
          .that()
          .resideInAPackage(CHAT)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(HUB);

  @ArchTest
  static final ArchRule hubDoesNotKnowChat =
      noClasses()
          .that()
          .resideInAPackage(HUB)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(CHAT);

  @ArchTest
  static final ArchRule configurationKnowsTheModulesAndJacksonButNeitherPulumiNorDocker =
      knowsOnly(CONFIGURATION, TOPOLOGY, SHARED, CHAT, HUB, "com.fasterxml.jackson..");

  @ArchTest
  static final ArchRule readersKnowTheTopologyAndJacksonButNeitherPulumiNorDocker =
      knowsOnly(READERS, TOPOLOGY, "com.fasterxml.jackson..");

  @ArchTest
  static final ArchRule theDockerPlanKnowsOnlyTheTopology = knowsOnly(DOCKER_PLAN, TOPOLOGY);

  @ArchTest
  static final ArchRule picturesKnowTheTopologyAndJacksonButNeitherSettingsNorTheEngine =
      knowsOnly(PICTURES, TOPOLOGY, "com.fasterxml.jackson..");

  @ArchTest
  static final ArchRule onlyProvisioningTheStackAndTestsKnowPulumi =
      noClasses()
          .that()
          .resideOutsideOfPackages(PROVISIONING, STACK, TESTING)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(PULUMI);

  @ArchTest
  static final ArchRule onlyVerificationOperationsProvisioningAndTheStackKnowDocker =
      noClasses()
          .that()
          .resideOutsideOfPackages(VERIFICATION, OPERATIONS, PROVISIONING, STACK)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(DOCKER_JAVA, PULUMI_DOCKER);

  @ArchTest
  static final ArchRule onlyVerificationAndOperationsUseTheEnginesClientLibrary =
      noClasses()
          .that()
          .resideOutsideOfPackages(VERIFICATION, OPERATIONS)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(DOCKER_JAVA);

  @ArchTest
  static final ArchRule operationsKnowNeitherSettingsNorModules =
      noClasses()
          .that()
          .resideInAPackage(OPERATIONS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CONFIGURATION, SHARED, CHAT, HUB, PROVISIONING, READERS);

  @ArchTest
  static final ArchRule theFirewallKnowsOnlyTheTopologyAndWhatIsReadOfTheEngine =
      knowsOnly(FIREWALL, TOPOLOGY, VERIFICATION, LIVE);

  @ArchTest
  static final ArchRule rulesOfTheFirewallKnowNothingThatChangesAHost =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".firewall")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + ".firewall.host");

  @ArchTest
  static final ArchRule provisioningKnowsNeitherSettingsNorTheEngine =
      noClasses()
          .that()
          .resideInAPackage(PROVISIONING)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CONFIGURATION, LIVE, SHARED, CHAT, HUB);

  @ArchTest
  static final ArchRule testingKnowsNeitherOurSettingsNorOurModules =
      noClasses()
          .that()
          .resideInAPackage(TESTING)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CONFIGURATION, LIVE, SHARED, CHAT, HUB);

  @ArchTest
  static final ArchRule nobodyInProductionKnowsTesting =
      noClasses()
          .that()
          .resideOutsideOfPackages(TESTING, DOCUMENTS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(TESTING, DOCUMENTS);

  @ArchTest
  static final ArchRule nobodyKnowsTheProgramsAtTheTop =
      noClasses()
          .that()
          .resideOutsideOfPackages(STACK, CLI)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(STACK, CLI);

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheCommandsAndMainPrint =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
          .and()
          .doNotHaveSimpleName("Main")
          .should(ACCESS_STANDARD_STREAMS);

  /** A module that is missing on the class path would keep every rule. */
  @ArchTest
  static void everyModuleIsLookedAt(JavaClasses classes) {
    for (String module :
        List.of(
            DOCUMENTS,
            TOPOLOGY,
            SHARED,
            CHAT,
            HUB,
            CONFIGURATION,
            READERS,
            LIVE,
            DOCKER_PLAN,
            PICTURES,
            VERIFICATION,
            OPERATIONS,
            FIREWALL,
            PROVISIONING,
            TESTING,
            STACK,
            CLI)) {
      assertThat(classes.that(inPackage(module))).as(module).isNotEmpty();
    }
  }

  private static DescribedPredicate<JavaClass> inPackage(String module) {
    return JavaClass.Predicates.resideInAPackage(module);
  }

  private static ArchRule knowsOnly(String module, String... others) {
    List<String> known = new ArrayList<>(List.of(others));
    known.addAll(List.of(module, "java..", "org.jspecify.."));
    return classes()
        .that()
        .resideInAPackage(module)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(known.toArray(String[]::new));
  }
}
