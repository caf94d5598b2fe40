# Loading: the same files give the same bytes, and bad files cost only themselves.
run load "$estate" --out "$work/one.sg"
exits 0
silent
run load "$estate" --out "$work/two.sg" --threads 1
exits 0
same "$work/one.sg" "$work/two.sg"
holds 'snapshots are not left half written' test -z "$(find "$work" -maxdepth 1 -name '*.sg?*')"

# Where files may not become as large: told, and nothing is left.
limit=$(ulimit -S -f)
ulimit -S -f 64
run load "$estate" --out "$work/small.sg"
ulimit -S -f "$limit"
exits 1
tells "cannot write \`$work/small.sg\`: File too large"
holds 'nothing is left of it' test -z "$(find "$work" -maxdepth 1 -name 'small.sg*')"

run query --graph "$work/one.sg" 'MATCH (n:Account {known: true}) RETURN count(n) AS accounts'
exits 0
prints 'accounts
--------
6'

# damaged SOURCE: a copy of one account of the estate to be spoilt
damaged() {
    rm -rf "$work/damaged"
    mkdir -p "$work/damaged"
    cp -r "$estate/dev" "$work/damaged/dev"
    spoilt=$work/damaged/dev/eu-west-1/ec2-describe-security-groups.json
}
refused_in_part() { # refused_in_part FILE-IN-MESSAGE
    run load "$work/damaged" --out "$work/damaged.sg"
    exits 4
    tells "$1"
    run load "$work/damaged" --out "$work/damaged.sg" --allow-partial
    exits 0
    rows "$work/damaged.sg" 'MATCH (vm:VirtualMachine) RETURN count(vm) > 0'
    prints '"true"'
    run coverage --graph "$work/damaged.sg"
    exits 4
    says 'ec2-describe-security-groups.json'
    run coverage --graph "$work/damaged.sg" --allow-partial
    exits 0
    run check --graph "$work/damaged.sg" --policy EC2-001
    exits 4
    tells 'coverage is incomplete'
    run check --graph "$work/damaged.sg" --policy EC2-001 --allow-partial
    exits 0
}

damaged
echo '{"SecurityGroups": [{"GroupId": }]}' >"$spoilt"
refused_in_part 'ec2-describe-security-groups.json'

damaged
head -c 300 "$estate/dev/eu-west-1/ec2-describe-security-groups.json" >"$spoilt"
refused_in_part 'ec2-describe-security-groups.json'

damaged
: >"$spoilt"
refused_in_part 'ec2-describe-security-groups.json'

damaged
echo '{"SecurityGroups": "none"}' >"$spoilt"
refused_in_part 'SecurityGroups'

damaged
echo '{"SecurityGroups": [{"GroupId": 7, "VpcId": []}, 3]}' >"$spoilt"
refused_in_part 'SecurityGroups['

damaged
printf '\377\376\000\001{{{{' >"$spoilt"
refused_in_part 'ec2-describe-security-groups.json'

# The same thing twice is one thing; what is not described is kept, and marked.
mkdir -p "$work/twice/111122223333/eu-west-1"
cat >"$work/twice/111122223333/eu-west-1/ec2-describe-instances.json" <<'JSON'
{"Reservations": [{"OwnerId": "111122223333", "Instances": [
  {"InstanceId": "i-0aaaaaaaaaaaaaaaa", "State": {"Name": "running"}, "SubnetId": "subnet-0bbbbbbbbbbbbbbbb"},
  {"InstanceId": "i-0aaaaaaaaaaaaaaaa", "State": {"Name": "running"}, "SubnetId": "subnet-0bbbbbbbbbbbbbbbb"}]}]}
JSON
rows "$work/twice" 'MATCH (vm:VirtualMachine) RETURN count(vm)'
prints '1'
rows "$work/twice" 'MATCH (:VirtualMachine)-[:IN_SUBNET]->(s {known: false}) RETURN s.id'
prints '"subnet-0bbbbbbbbbbbbbbbb"'

# A policy or a rule that nobody can read is not one that grants nothing.
bucket=$work/unread/111122223333/us-east-1
mkdir -p "$bucket"/s3-get-bucket-{policy,acl,ownership-controls} "$bucket/s3-get-public-access-block"
echo '{"Buckets": [{"Name": "shelf"}], "Owner": {"ID": "o"}}' >"$bucket/s3-list-buckets.json"
echo '{"Owner": {"ID": "o"}, "Grants": []}' >"$bucket/s3-get-bucket-acl/shelf.json"
echo '{"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}}' \
    >"$bucket/s3-get-bucket-ownership-controls/shelf.json"
open='{"PublicAccessBlockConfiguration": {"BlockPublicAcls": false, "IgnorePublicAcls": false, "BlockPublicPolicy": false, "RestrictPublicBuckets": false}}'
echo "$open" >"$bucket/s3-get-public-access-block/shelf.json"
echo "$open" >"$bucket/s3control-get-public-access-block.json"
exposure_with() { # exposure_with POLICY EXPOSURE
    echo "{\"Policy\": $1}" >"$bucket/s3-get-bucket-policy/shelf.json"
    rows "$work/unread" 'MATCH (b:Bucket) RETURN b.exposure'
    prints "\"$2\""
}
exposure_with '"{\"Statement\": []}"' PRIVATE
exposure_with '"{\"Statement\": ["' UNKNOWN
tells 'Policy: is not a policy that the provider takes'
exposure_with 7 UNKNOWN
exposure_with '"{\"Statement\": [], \"Statement\": []}"' UNKNOWN
tells 'Policy: is not a policy that the provider takes'

# A key twice: the last one counts and it is told, but what a policy means then nobody knows.
mkdir -p "$work/double/111122223333/us-east-1"
double=$work/double/111122223333/us-east-1/iam-get-account-authorization-details.json
statement='"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]'
user_with() { # user_with NAMES DOCUMENT
    printf '{"UserDetailList": [{%s, "Arn": "arn:aws:iam::111122223333:user/ann",
  "UserPolicyList": [{"PolicyName": "p", "PolicyDocument": {%s}}]}]}' "$1" "$2" >"$double"
    rows "$work/double" 'MATCH (u:UserAccount)-[:HAS_POLICY]->(p) RETURN u.name, u.isAdmin, p.document STARTS WITH "{"'
}
user_with '"UserName": "ann"' "$statement"
prints '"ann","true","true"'
user_with '"UserName": "eve", "UserName": "ann"' "$statement"
prints '"ann",,"true"'
tells 'iam-get-account-authorization-details.json: line 1, column 42: `UserName` is given twice in one object; the last counts'
user_with '"UserName": "ann"' "$statement, \"Statement\": []"
prints '"ann",,"false"'
tells '`Statement` is given twice'

# Nothing to read is a mistake of the one who asked.
mkdir -p "$work/empty"
run load "$work/empty" --out "$work/never.sg"
exits 2
tells "$work/empty"
absent "$work/never.sg"
run load "$work/nowhere" --out "$work/never.sg"
exits 2
tells "$work/nowhere"
absent "$work/never.sg"
run load "$estate" --out "$work/no/such/folder.sg"
holds 'a snapshot that cannot be written is an error' test "$code" -ne 0
tells 'folder.sg'

# Snapshots: another version, a flipped byte, a part only, something else.
spoil() { # spoil OFFSET BYTE
    cp "$work/one.sg" "$work/spoilt.sg"
    printf "$2" | dd of="$work/spoilt.sg" bs=1 seek="$1" conv=notrunc 2>/dev/null
}
refused() { # refused TEXT
    run shell --graph "$work/spoilt.sg" </dev/null
    exits 2
    silent
    tells "$1"
    tells 'spoilt.sg'
}
spoil 8 '\377'
refused 'format version'
size=$(stat -c %s "$work/one.sg")
old=$(dd if="$work/one.sg" bs=1 skip=$((size / 2)) count=1 2>/dev/null | od -An -tu1)
spoil $((size / 2)) "\\$(printf %o $((${old:-0} ^ 1)))"
refused 'damaged'
# Whoever reads all of it meets the damage, also where parts are looked at when they are first read.
run query --graph "$work/spoilt.sg" 'MATCH (n) OPTIONAL MATCH (n)-[r]->(m) RETURN count(properties(n)), count(properties(r)), count(m)'
exits 2
silent
tells 'damaged'
head -c $((size / 2)) "$work/one.sg" >"$work/spoilt.sg"
refused 'truncated'
head -c 20 "$work/one.sg" >"$work/spoilt.sg"
refused 'truncated'
